package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.internal.argument.NonNullList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of several metrics for one explanation. Immutable.
 *
 * @param values by the metrics' ids, in their order, without undefined values
 * @param curves by the ids of the metrics with a curve
 */
public record MetricResults(Map<String, Double> values, Map<String, Curve> curves) {

    public MetricResults {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
    }

    /**
     * Computes metrics.
     *
     * @param mask the object in the upright image, if known
     * @param seed seed of random numbers
     */
    public static MetricResults of(Explanation explanation, Optional<Mask> mask, List<Metric> metrics, long seed) {
        var unmasked = EvaluationInput.of(explanation).withSeed(seed);
        var input = mask.map(unmasked::withObject).orElse(unmasked);
        var values = new LinkedHashMap<String, Double>();
        var curves = new LinkedHashMap<String, Curve>();
        for (Metric metric : NonNullList.copyOf(metrics, "metrics")) {
            if (metric instanceof DeletionInsertionCurve pixels) {
                var curve = pixels.curve(input);
                curves.put(metric.id(), curve);
                values.put(metric.id(), curve.area());
            } else {
                metric.compute(input).ifPresent(v -> values.put(metric.id(), v));
            }
        }
        return new MetricResults(values, curves);
    }
}
