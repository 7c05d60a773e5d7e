package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.EngineException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * An experiment: whether what a model computes for one batch member depends on the others, as with a normalization by
 * statistics of the batch. Two different members are computed together and alone.
 */
final class RowIndependence {

    /** Larger than the differences of rounding between a batch of one and of two, relative to the largest score. */
    private static final double TOLERANCE = 1e-3;

    private RowIndependence() {}

    /**
     * Returns whether the model scores two members as it scores each alone.
     *
     * @param model returns the scores of each batch member
     * @param maps one member; noise of the same magnitude is the other
     */
    static boolean holds(Function<List<FeatureMaps>, List<Scores>> model, FeatureMaps maps) {
        return holds(
                members -> model.apply(members).stream()
                        .map(scores -> List.of(scores.logits()))
                        .toList(),
                List.of(maps, noise(maps)),
                TOLERANCE);
    }

    /**
     * Returns whether the model computes the same for members together as for each alone.
     *
     * @param model returns several arrays for each batch member
     * @param tolerance the largest difference in an array, relative to the array's largest value
     */
    static <T> boolean holds(Function<List<T>, List<List<float[]>>> model, List<T> members, double tolerance) {
        try {
            var together = model.apply(members);
            for (int i = 0; i < members.size(); i++) {
                var alone = model.apply(List.of(members.get(i))).get(0);
                for (int a = 0; a < alone.size(); a++) {
                    if (!isSame(alone.get(a), together.get(i).get(a), tolerance)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    private static FeatureMaps noise(FeatureMaps maps) {
        double largest = 0;
        for (float value : maps.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        float scale = (float) (largest == 0 ? 1 : largest);
        var random = new Random(0);
        return maps.apply((k, p) -> scale * random.nextFloat());
    }

    private static boolean isSame(float[] expected, float[] actual, double tolerance) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference <= tolerance * largest;
    }
}
