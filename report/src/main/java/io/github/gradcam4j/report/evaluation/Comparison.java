package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The best methods by a metric, beyond the spread of the images. A method is worse than the leading one if the mean of
 * their differences, image by image, is more than two standard errors.
 *
 * @param best the ids of the leading method and of those that are not worse; empty if no method is worse
 * @param baselineIsAsGood whether noise or the centered blob is not worse than the leading method: the metric then does
 *     not show that any method is good
 */
record Comparison(Set<String> best, boolean baselineIsAsGood) {

    private static final double STANDARD_ERRORS = 2;
    private static final Set<String> BASELINES = Set.of(Methods.RANDOM.id(), Methods.CENTER.id());
    private static final Comparison NONE = new Comparison(Set.of(), false);

    /** Compares the methods; without a result if the metric has no direction or fewer than two images. */
    static Comparison of(EvaluationReport report, Metric metric) {
        if (metric.direction() == Metric.Direction.NEITHER || report.images().size() < 2) {
            return NONE;
        }
        double sign = metric.direction() == Metric.Direction.HIGHER ? 1 : -1;
        var valued = report.methods().stream()
                .map(AttributionMethod::id)
                .filter(id -> report.mean(id, metric.id()).isPresent())
                .toList();
        var methods = valued.stream().filter(id -> !BASELINES.contains(id)).toList();
        if (methods.isEmpty()) {
            return NONE;
        }
        String leading = methods.stream()
                .max(Comparator.comparingDouble(
                        id -> sign * report.mean(id, metric.id()).getAsDouble()))
                .get();
        var asGood = valued.stream()
                .filter(id -> !isWorse(differences(report, metric.id(), leading, id, sign)))
                .collect(Collectors.toSet());
        boolean baseline = asGood.removeAll(BASELINES);
        return new Comparison(asGood.containsAll(methods) ? Set.of() : Set.copyOf(asGood), baseline);
    }

    /** Returns by how much one method is better than another on each image where both have a value. */
    private static List<Double> differences(
            EvaluationReport report, String metric, String method, String other, double sign) {
        return report.images().stream()
                .flatMap(image ->
                        image
                                .value(method, metric)
                                .flatMap(v -> image.value(other, metric).map(w -> sign * (v - w)))
                                .stream())
                .toList();
    }

    private static boolean isWorse(List<Double> differences) {
        if (differences.size() < 2) {
            return false;
        }
        var mean = SampleMean.of(differences);
        return mean.value() > STANDARD_ERRORS * mean.error();
    }
}
