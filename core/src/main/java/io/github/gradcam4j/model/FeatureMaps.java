package io.github.gradcam4j.model;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The feature maps of a layer for one picture, or the gradient of a score with respect to them.
 *
 * @param channels K
 * @param height rows of a map
 * @param width columns of a map
 * @param values [K, height, width], row-major; shared, not to be written to
 */
public record FeatureMaps(int channels, int height, int width, float[] values) {

    public FeatureMaps {
        if (values.length != channels * height * width) {
            throw new IllegalArgumentException(
                    "%d values are not %d maps of %d x %d".formatted(values.length, channels, height, width));
        }
    }

    /** The number of positions of a map. */
    public int area() {
        return height * width;
    }

    /** The value of a channel at a position, counted row by row. */
    public float at(int channel, int position) {
        return values[channel * area() + position];
    }

    /** One channel's map. */
    public FloatBuffer channel(int channel) {
        return FloatBuffer.wrap(values, channel * area(), area()).slice().asReadOnlyBuffer();
    }

    /** The mean of a channel over its positions. */
    public double mean(int channel) {
        double sum = 0;
        for (int p = 0; p < area(); p++) {
            sum += at(channel, p);
        }
        return sum / area();
    }

    /** The standard deviation of a channel over its positions. */
    public double deviation(int channel) {
        double mean = mean(channel);
        double sum = 0;
        for (int p = 0; p < area(); p++) {
            sum += (at(channel, p) - mean) * (at(channel, p) - mean);
        }
        return Math.sqrt(sum / area());
    }

    /** These maps with one channel set to 0. */
    public FeatureMaps without(int channel) {
        var changed = values.clone();
        Arrays.fill(changed, channel * area(), (channel + 1) * area(), 0);
        return new FeatureMaps(channels, height, width, changed);
    }

    /** Maps of this shape with other values. */
    public FeatureMaps apply(Change change) {
        var changed = new float[values.length];
        for (int k = 0, i = 0; k < channels; k++) {
            for (int p = 0; p < area(); p++, i++) {
                changed[i] = (float) change.at(k, p);
            }
        }
        return new FeatureMaps(channels, height, width, changed);
    }

    /** The new value of a channel at a position. */
    @FunctionalInterface
    public interface Change {
        double at(int channel, int position);
    }
}
