package io.github.gradcam4j.model;

import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The positions of channels, rows and columns in a layer's tensor. A transformer's tokens become a map when the tokens
 * without a position are left out and the others are arranged row by row. Immutable and thread safe.
 *
 * @param kind the order of dimensions
 * @param channels number of channels, K
 * @param height rows of a map
 * @param width columns of a map
 * @param skipped number of tokens before the first with a position: class token, registers
 */
public record FeatureLayout(Kind kind, int channels, int height, int width, int skipped) {

    /** The order of a tensor's dimensions. */
    public enum Kind {
        NCHW,
        NHWC,
        TOKENS
    }

    private static final int MOST_SKIPPED = 16;
    private static final double PROPORTION_TOLERANCE = 0.1;

    /**
     * Returns the layout of a tensor whose map has the proportions of the input; empty if the tensor is not a map or
     * has one position.
     *
     * @param shape dimensions with the batch
     * @param channelsLast whether the channels of the model's input come last
     */
    public static Optional<FeatureLayout> of(long[] shape, int inputHeight, int inputWidth, boolean channelsLast) {
        var s = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        if (s.length == 3) {
            return tokens(s, inputHeight, inputWidth);
        }
        if (s.length != 4) {
            return Optional.empty();
        }
        double proportion = (double) inputHeight / inputWidth;
        double first = Math.abs(Math.log((double) s[2] / s[3] / proportion));
        double last = Math.abs(Math.log((double) s[1] / s[2] / proportion));
        boolean nhwc = last == first ? channelsLast : last < first;
        var layout = nhwc
                ? new FeatureLayout(Kind.NHWC, s[3], s[1], s[2], 0)
                : new FeatureLayout(Kind.NCHW, s[1], s[2], s[3], 0);
        return Optional.of(layout).filter(l -> l.area() > 1);
    }

    private static Optional<FeatureLayout> tokens(int[] s, int inputHeight, int inputWidth) {
        for (int skipped = 0; skipped <= MOST_SKIPPED && s[1] - skipped > 1; skipped++) {
            int positions = s[1] - skipped;
            int height = (int) Math.round(Math.sqrt((double) positions * inputHeight / inputWidth));
            if (height > 0 && positions % height == 0) {
                double proportion = (double) height / (positions / height) / ((double) inputHeight / inputWidth);
                if (Math.abs(Math.log(proportion)) < PROPORTION_TOLERANCE) {
                    return Optional.of(new FeatureLayout(Kind.TOKENS, s[2], height, positions / height, skipped));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the number of positions of a map. */
    public int area() {
        return height * width;
    }

    /** Reads the maps of one image of a batch. */
    public FeatureMaps read(FloatBuffer tensor, int image) {
        int perImage = channels * (area() + skipped);
        var maps = new float[channels * area()];
        int start = image * perImage;
        if (kind == Kind.NCHW) {
            tensor.get(start, maps);
        } else {
            for (int p = 0; p < area(); p++) {
                for (int k = 0; k < channels; k++) {
                    maps[k * area() + p] = tensor.get(start + (p + skipped) * channels + k);
                }
            }
        }
        return new FeatureMaps(channels, height, width, maps);
    }

    /** Writes the maps of one image of a batch; tokens without a position are not changed. */
    public void write(FeatureMaps maps, FloatBuffer tensor, int image) {
        int start = image * channels * (area() + skipped);
        if (kind == Kind.NCHW) {
            tensor.put(start, maps.values());
        } else {
            for (int p = 0; p < area(); p++) {
                for (int k = 0; k < channels; k++) {
                    tensor.put(start + (p + skipped) * channels + k, maps.at(k, p));
                }
            }
        }
    }

    /** Returns the maps of several images as a tensor of four dimensions. */
    public Tensor write(List<FeatureMaps> images) {
        var tensor = kind == Kind.NCHW
                ? Tensor.zeros(images.size(), channels, height, width)
                : Tensor.zeros(images.size(), height, width, channels);
        for (int i = 0; i < images.size(); i++) {
            write(images.get(i), tensor.floats(), i);
        }
        return tensor;
    }

    /** Returns the layout of a model's input. */
    public static FeatureLayout of(Preprocessing input) {
        var kind = input.layout() == Preprocessing.Layout.NHWC ? Kind.NHWC : Kind.NCHW;
        return new FeatureLayout(kind, input.channelCount(), input.height(), input.width(), 0);
    }
}
