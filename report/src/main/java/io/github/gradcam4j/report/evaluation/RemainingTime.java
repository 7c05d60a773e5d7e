package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.method.AttributionMethod;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Estimates how long an evaluation still takes from the times that it has measured so far. The time of a method that
 * has not run yet is its number of passes times a forward pass. Not thread safe.
 */
final class RemainingTime {

    /** Opening a shuffled model, in forward passes. */
    private static final int OPENING = 10;

    private final List<AttributionMethod> methods;
    private final Map<String, DoubleSummaryStatistics> maps = new HashMap<>();
    private final DoubleSummaryStatistics metrics = new DoubleSummaryStatistics();
    /** The shortest counts: the first pass opens sessions. */
    private final DoubleSummaryStatistics forward = new DoubleSummaryStatistics();

    private final DoubleSummaryStatistics head = new DoubleSummaryStatistics();
    private int channels;

    RemainingTime(List<AttributionMethod> methods) {
        this.methods = methods;
    }

    /** Adds the times of a forward pass and of the head. */
    void explained(Explanation explanation) {
        var timings = explanation.timings();
        channels = explanation.layer().layout().channels();
        head.accept(seconds(timings.head()));
        forward.accept(seconds(timings.trunk()) + seconds(timings.head()));
    }

    /**
     * Adds the times of a map and of its metrics.
     *
     * @param map in seconds
     * @param scoring in seconds
     */
    void scored(AttributionMethod method, double map, double scoring) {
        maps.computeIfAbsent(method.id(), id -> new DoubleSummaryStatistics()).accept(map);
        metrics.accept(scoring);
    }

    /** Adds a method whose map cannot be computed. */
    void withoutMap(AttributionMethod method) {
        maps.computeIfAbsent(method.id(), id -> new DoubleSummaryStatistics()).accept(0);
    }

    /**
     * Returns an estimate of the remaining time.
     *
     * @param scored number of methods that are finished for the current image
     * @param images number of images after the current one
     * @param models number of shuffled models of the randomization test
     * @param randomized number of images of that test
     */
    Duration estimate(int scored, int images, int models, int randomized) {
        double current = sum(methods.subList(scored, methods.size()), m -> map(m) + metrics.getAverage());
        double image = forward.getMin() + sum(methods, m -> map(m) + metrics.getAverage());
        double model = OPENING * forward.getMin() + randomized * sum(methods, m -> forward.getMin() + map(m));
        return Duration.ofMillis(Math.round(1000 * (current + images * image + models * model)));
    }

    private double map(AttributionMethod method) {
        var measured = maps.get(method.id());
        return measured != null
                ? measured.getAverage()
                : forward.getMin() * method.passes(channels, head.getMin() / forward.getMin());
    }

    private static double sum(List<AttributionMethod> methods, ToDoubleFunction<AttributionMethod> seconds) {
        return methods.stream().mapToDouble(seconds).sum();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
