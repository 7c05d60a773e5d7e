package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Mask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the measures say of one explanation.
 *
 * @param values by the measures' names; those without a value are left out
 * @param curves by the names of the measures that have one
 */
public record MetricResults(Map<String, Double> values, Map<String, Curve> curves) {

    /**
     * @param mask the object in the upright picture, if that is known
     * @param seed where random numbers start
     */
    public static MetricResults of(Explanation explanation, Optional<Mask> mask, List<Metric> metrics, long seed) {
        var explained = EvaluationInput.of(explanation, mask, seed);
        var values = new LinkedHashMap<String, Double>();
        var curves = new LinkedHashMap<String, Curve>();
        for (Metric metric : metrics) {
            if (metric instanceof DeletionInsertionCurve pixels) {
                var curve = pixels.curve(explained);
                curves.put(metric.id(), curve);
                values.put(metric.id(), curve.area());
            } else {
                metric.measure(explained).ifPresent(v -> values.put(metric.id(), v));
            }
        }
        return new MetricResults(values, curves);
    }
}
