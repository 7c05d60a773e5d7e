package io.github.gradcam4j.cam;

import java.nio.FloatBuffer;

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
}
