package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.Locale;
import java.util.Random;

/**
 * Normal noise on an input, the same at every call.
 *
 * @param deviation standard deviation, as a fraction of the distance between the input's smallest and largest value
 * @param samples number of noisy inputs
 * @param seed seed of the random numbers
 */
record Noise(double deviation, int samples, long seed) {

    Noise {
        if (samples < 1 || !(deviation >= 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "noise needs a deviation of 0 or more and a sample or more, not %s and %d",
                    deviation,
                    samples));
        }
    }

    /** Returns the {@code i}-th noisy input. */
    FeatureMaps addTo(FeatureMaps input, int i) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : input.values()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double scale = deviation * (high - (double) low);
        var random = new Random(seed + i);
        return input.apply((c, p) -> input.at(c, p) + scale * random.nextGaussian());
    }
}
