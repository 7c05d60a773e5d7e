package io.github.gradcam4j.cli;

import io.github.gradcam4j.cli.ImageScores.JudgedMap;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.ModelRandomization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** The means over all pictures. */
record EvaluationSummary(
        String settings,
        List<AttributionMethod> methods,
        List<Metric> metrics,
        List<ImageScores> pictures,
        Optional<ModelRandomization> randomization) {

    /** The mean of a measure over the pictures where it has a value. */
    OptionalDouble mean(AttributionMethod method, Metric metric) {
        return maps(method).stream()
                .map(m -> m.values().get(metric.id()))
                .filter(Objects::nonNull)
                .mapToDouble(v -> v)
                .average();
    }

    /** Seconds for a map, without what all methods need. */
    OptionalDouble seconds(AttributionMethod method) {
        return maps(method).stream()
                .filter(m -> m.problem() == null)
                .mapToDouble(JudgedMap::seconds)
                .average();
    }

    /** The correlation with the trained model's maps when every weight is random. */
    OptionalDouble forgotten(AttributionMethod method) {
        return randomization
                .map(r -> r.correlations().get(method.id()))
                .filter(Objects::nonNull)
                .map(c -> OptionalDouble.of(c.get(c.size() - 1)))
                .orElse(OptionalDouble.empty());
    }

    /** The object's mean share of the picture, over the pictures where it is known. */
    OptionalDouble objectShare() {
        return pictures.stream()
                .map(ImageScores::objectShare)
                .filter(Objects::nonNull)
                .mapToDouble(s -> s)
                .average();
    }

    /** The mean curve of a measure that has one; empty where no picture has. */
    double[] curve(AttributionMethod method, Metric metric) {
        var curves = maps(method).stream()
                .map(m -> m.curves().get(metric.id()))
                .filter(Objects::nonNull)
                .toList();
        var mean = new double[curves.isEmpty() ? 0 : curves.get(0).length];
        for (double[] curve : curves) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += curve[i] / curves.size();
            }
        }
        return mean;
    }

    private List<JudgedMap> maps(AttributionMethod method) {
        return pictures.stream()
                .flatMap(p -> p.maps().stream())
                .filter(m -> m.method().equals(method.id()))
                .toList();
    }

    /** The table, a row for each method: its id, then a number or nothing for each of {@link #columns}. */
    Map<String, List<OptionalDouble>> rows() {
        var rows = new LinkedHashMap<String, List<OptionalDouble>>();
        for (AttributionMethod method : methods) {
            var row = new ArrayList<OptionalDouble>();
            metrics.forEach(m -> row.add(mean(method, m)));
            row.add(forgotten(method));
            row.add(seconds(method));
            rows.put(method.id(), row);
        }
        return rows;
    }

    /** The names of the numbers in a row. */
    List<String> columns() {
        var columns = new ArrayList<>(metrics.stream().map(Metric::id).toList());
        columns.add("randomization");
        columns.add("seconds");
        return columns;
    }
}
