package io.github.gradcam4j.model;

import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where channels, rows and columns are in a layer's tensor. A transformer's tokens become a map by leaving out those that
 * stand for no place and folding the others row by row.
 *
 * @param kind how the tensor is laid out
 * @param skipped the tokens before the first that stands for a place: class token, registers
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
     * The layout of a tensor of that shape, whose proportions are those of the input; empty where it is no map, or a map
     * of one position.
     *
     * @param channelsLast whether the model's own input has its channels last
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
            int places = s[1] - skipped;
            int height = (int) Math.round(Math.sqrt((double) places * inputHeight / inputWidth));
            if (height > 0 && places % height == 0) {
                double proportion = (double) height / (places / height) / ((double) inputHeight / inputWidth);
                if (Math.abs(Math.log(proportion)) < PROPORTION_TOLERANCE) {
                    return Optional.of(new FeatureLayout(Kind.TOKENS, s[2], height, places / height, skipped));
                }
            }
        }
        return Optional.empty();
    }

    public int area() {
        return height * width;
    }

    /** The maps of one picture in a batch, from the tensor's values. */
    public FeatureMaps read(FloatBuffer tensor, int picture) {
        int perPicture = channels * (area() + skipped);
        var maps = new float[channels * area()];
        int start = picture * perPicture;
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

    /** Writes the maps of one picture in a batch; tokens that stand for no place stay as they are. */
    public void write(FeatureMaps maps, FloatBuffer tensor, int picture) {
        int start = picture * channels * (area() + skipped);
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

    /** The maps of several pictures as a tensor of four dimensions. */
    public Tensor write(List<FeatureMaps> pictures) {
        var tensor = kind == Kind.NCHW
                ? Tensor.zeros(pictures.size(), channels, height, width)
                : Tensor.zeros(pictures.size(), height, width, channels);
        for (int i = 0; i < pictures.size(); i++) {
            write(pictures.get(i), tensor.floats(), i);
        }
        return tensor;
    }

    /** The layout of a model's input. */
    public static FeatureLayout of(Preprocessing input) {
        var kind = input.layout() == Preprocessing.Layout.NHWC ? Kind.NHWC : Kind.NCHW;
        return new FeatureLayout(kind, 3, input.height(), input.width(), 0);
    }
}
