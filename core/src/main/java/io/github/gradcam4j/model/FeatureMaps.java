package io.github.gradcam4j.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The feature maps of a layer for one image, or the gradient of a score with respect to them. The array of values is
 * not copied, neither on the way in nor out: do not write to it. Thread safe if no thread writes to it. Maps are equal
 * if their shapes and values are.
 *
 * @param channels number of channels, K
 * @param height rows of a map
 * @param width columns of a map
 * @param values [K, height, width] in row-major order; shared, do not write
 */
public record FeatureMaps(int channels, int height, int width, float[] values) {

    public FeatureMaps {
        if (values.length != channels * height * width) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d values are not %d maps of %d x %d", values.length, channels, height, width));
        }
    }

    /** Returns the number of positions of a map, {@code height * width}. */
    public int area() {
        return height * width;
    }

    /** Returns the value of a channel at a position, counted row by row. */
    public float at(int channel, int position) {
        return values[channel * area() + position];
    }

    /** Returns a read-only view of one channel's map. */
    public FloatBuffer channel(int channel) {
        return FloatBuffer.wrap(values, channel * area(), area()).slice().asReadOnlyBuffer();
    }

    /** Returns the mean of a channel over its positions. */
    public double mean(int channel) {
        double sum = 0;
        for (int p = 0; p < area(); p++) {
            sum += at(channel, p);
        }
        return sum / area();
    }

    /** Returns the standard deviation of a channel over its positions (of the population). */
    public double deviation(int channel) {
        double mean = mean(channel);
        double sum = 0;
        for (int p = 0; p < area(); p++) {
            sum += (at(channel, p) - mean) * (at(channel, p) - mean);
        }
        return Math.sqrt(sum / area());
    }

    /** Returns a copy with one channel set to 0. */
    public FeatureMaps without(int channel) {
        var changed = values.clone();
        Arrays.fill(changed, channel * area(), (channel + 1) * area(), 0);
        return new FeatureMaps(channels, height, width, changed);
    }

    /** Returns maps of this shape with other values. */
    public FeatureMaps apply(Change change) {
        var changed = new float[values.length];
        for (int k = 0, i = 0; k < channels; k++) {
            for (int p = 0; p < area(); p++, i++) {
                changed[i] = (float) change.at(k, p);
            }
        }
        return new FeatureMaps(channels, height, width, changed);
    }

    /** Computes the new value of a channel at a position. */
    @FunctionalInterface
    public interface Change {
        double at(int channel, int position);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureMaps that
                && channels == that.channels
                && height == that.height
                && width == that.width
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * channels + height) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "FeatureMaps[%d, %d, %d]", channels, height, width);
    }
}
