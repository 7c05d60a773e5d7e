package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.report.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The result of an evaluation: the scores of each image, and their means.
 *
 * @param directory the directory of the report's files
 * @param machine where the evaluation ran
 * @param settings everything that the scores depend on apart from the images
 * @param images the scores of the images that were explained, in order
 * @param failures the images that failed; named {@link #RANDOMIZATION} if the model randomization test failed
 * @param randomization the result of the model randomization test, if it ran
 */
public record EvaluationReport(
        Path directory,
        Machine machine,
        EvaluationSettings settings,
        List<AttributionMethod> methods,
        List<Metric> metrics,
        List<ImageScores> images,
        List<Failure> failures,
        Optional<ModelRandomization> randomization) {

    /** The name of a failure of the model randomization test. */
    public static final String RANDOMIZATION = "randomization";

    private static final long MILLION = 1_000_000;

    /** An image that failed, and why. */
    public record Failure(String input, Exception cause) {}

    public EvaluationReport {
        methods = List.copyOf(methods);
        metrics = List.copyOf(metrics);
        images = List.copyOf(images);
        failures = List.copyOf(failures);
    }

    /**
     * Returns the mean of a metric over the images where it has a value.
     *
     * @param method the method's id
     * @param metric the metric's id
     */
    public OptionalDouble mean(String method, String metric) {
        var values = values(method, metric);
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(SampleMean.of(values).value());
    }

    /**
     * Returns the standard error of {@link #mean}; empty for fewer than two images.
     *
     * @param method the method's id
     * @param metric the metric's id
     */
    public OptionalDouble standardError(String method, String metric) {
        var values = values(method, metric);
        return values.size() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(SampleMean.of(values).error());
    }

    private List<Double> values(String method, String metric) {
        return images.stream()
                .flatMap(image -> image.value(method, metric).stream())
                .toList();
    }

    /**
     * Returns the methods, by their ids, that have the same values of all metrics on all images, to six decimals, in
     * groups of two or more. Their maps may differ. Values that are all 0 or 1, as those of the pointing game, agree by
     * chance and make no group.
     */
    public List<List<String>> equalMethods() {
        var groups = new LinkedHashMap<List<Map<String, Long>>, List<String>>();
        for (var method : methods) {
            var values = maps(method.id()).stream()
                    .filter(map -> map.problem() == null)
                    .map(EvaluationReport::rounded)
                    .toList();
            if (values.stream().flatMap(v -> v.values().stream()).anyMatch(v -> v % MILLION != 0)) {
                groups.computeIfAbsent(values, v -> new ArrayList<>()).add(method.id());
            }
        }
        return groups.values().stream()
                .filter(ids -> ids.size() > 1)
                .map(List::copyOf)
                .toList();
    }

    private static Map<String, Long> rounded(MapScores map) {
        return map.values().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> Math.round(e.getValue() * MILLION)));
    }

    /** Returns the mean time for a method's map in seconds, without the forward pass that all methods share. */
    public OptionalDouble seconds(String method) {
        return maps(method).stream()
                .filter(m -> m.problem() == null)
                .mapToDouble(MapScores::seconds)
                .average();
    }

    /** Returns the correlation of a method's maps with those of a model without any learned weight, -1 to 1. */
    public OptionalDouble randomizedCorrelation(String method) {
        return randomization
                .map(r -> r.correlations().get(method))
                .filter(Objects::nonNull)
                .map(c -> OptionalDouble.of(c.get(c.size() - 1)))
                .orElse(OptionalDouble.empty());
    }

    /**
     * Returns why methods have no map of an image, or were not tested by the randomization test: the methods' ids by
     * reason.
     */
    public Map<String, List<String>> problems() {
        var methodsByReason = new LinkedHashMap<String, Set<String>>();
        var withoutMap = new HashSet<String>();
        for (var image : images) {
            for (var map : image.maps()) {
                if (map.problem() != null) {
                    withoutMap.add(map.method());
                    methodsByReason
                            .computeIfAbsent("no map: " + map.problem(), r -> new LinkedHashSet<>())
                            .add(map.method());
                }
            }
        }
        randomization.ifPresent(test -> test.problems().forEach((method, reason) -> {
            if (!withoutMap.contains(method)) {
                methodsByReason
                        .computeIfAbsent("no randomization test: " + reason, r -> new LinkedHashSet<>())
                        .add(method);
            }
        }));
        var problems = new LinkedHashMap<String, List<String>>();
        methodsByReason.forEach((reason, ids) -> problems.put(reason, List.copyOf(ids)));
        return problems;
    }

    /** Returns the object's mean share of the model's input, 0 to 1, over the images where its position is known. */
    public OptionalDouble objectShare() {
        return images.stream()
                .map(ImageScores::objectShare)
                .filter(Objects::nonNull)
                .mapToDouble(s -> s)
                .average();
    }

    /** Returns the mean curve of a metric: probabilities at equal steps; empty if no image has such a curve. */
    public double[] curve(String method, String metric) {
        var curves = maps(method).stream()
                .map(m -> m.curves().get(metric))
                .filter(Objects::nonNull)
                .toList();
        var mean = new double[curves.isEmpty() ? 0 : curves.get(0).size()];
        for (var curve : curves) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += curve.get(i) / curves.size();
            }
        }
        return mean;
    }

    private List<MapScores> maps(String method) {
        return images.stream()
                .flatMap(p -> p.maps().stream())
                .filter(m -> m.method().equals(method))
                .toList();
    }
}
