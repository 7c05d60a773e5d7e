package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.EngineException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * An experiment: whether the scores of one batch member depend on the others, as with a normalization by statistics of
 * the batch. Two different members are scored together and alone.
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
        var noise = noise(maps);
        try {
            var together = model.apply(List.of(maps, noise));
            return isSame(model.apply(List.of(maps)), together.get(0))
                    && isSame(model.apply(List.of(noise)), together.get(1));
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

    private static boolean isSame(List<Scores> alone, Scores together) {
        return isSame(alone.get(0).logits(), together.logits());
    }

    private static boolean isSame(float[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference <= TOLERANCE * largest;
    }
}
