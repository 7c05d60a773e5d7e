package io.github.gradcam4j.model;

import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The positions of channels, rows and columns in a layer's tensor. A transformer's tokens become a map when the tokens
 * without a position are left out and the others are arranged row by row. Immutable and thread safe.
 */
public final class FeatureLayout {

    /** The order of a tensor's dimensions. */
    public enum Kind {
        /** Channels, then positions: [N, C, H, W], or [N, C, T] with the positions of a map in one dimension. */
        NCHW,
        /** Positions in two dimensions, then channels: [N, H, W, C]. */
        NHWC,
        /** Positions in one dimension, then channels: [N, T, C]. */
        TOKENS,
        /** Positions in one dimension, then images, then channels: [T, N, C], as PyTorch's attention has by default. */
        TOKENS_FIRST
    }

    private final Kind kind;
    private final int channels;
    private final int height;
    private final int width;
    private final int elements;
    private final int[] order;

    /** @param order null if each element is at the position of the same index */
    private FeatureLayout(Kind kind, int channels, int height, int width, int elements, int[] order) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.elements = elements;
        this.order = order;
    }

    /** Returns the layout of a tensor in which every element of a channel has a position, row by row. */
    public static FeatureLayout of(Kind kind, int channels, int height, int width) {
        return new FeatureLayout(kind, channels, height, width, height * width, null);
    }

    /**
     * Returns the layout of a tensor with elements without a position, such as a class token, or in another order.
     *
     * @param elements the number of elements of a channel
     * @param order for each position, row by row, the index of its element
     */
    public static FeatureLayout of(Kind kind, int channels, int height, int width, int elements, int[] order) {
        Objects.requireNonNull(kind, "kind");
        if (order.length != height * width || !areDifferent(order, elements)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d different elements of %d are needed for a map of %d x %d",
                    order.length,
                    elements,
                    height,
                    width));
        }
        boolean same = order.length == elements;
        for (int p = 0; p < order.length && same; p++) {
            same = order[p] == p;
        }
        return new FeatureLayout(kind, channels, height, width, elements, same ? null : order.clone());
    }

    private static boolean areDifferent(int[] order, int elements) {
        var found = new BitSet();
        for (int element : order) {
            if (element < 0 || element >= elements || found.get(element)) {
                return false;
            }
            found.set(element);
        }
        return true;
    }

    /**
     * Returns the layout of tokens [N, T, C] whose map begins at one of them.
     *
     * @param first the number of tokens before the first with a position: class token, registers
     * @param tokens the number of all tokens, T
     */
    public static FeatureLayout tokens(int channels, int height, int width, int first, int tokens) {
        return of(Kind.TOKENS, channels, height, width, first, tokens);
    }

    /**
     * Returns the layout of a tensor whose map begins at one of its elements and continues row by row.
     *
     * @param first the number of elements before the first with a position
     * @param elements the number of elements of a channel
     */
    public static FeatureLayout of(Kind kind, int channels, int height, int width, int first, int elements) {
        var order = new int[height * width];
        Arrays.setAll(order, p -> first + p);
        return of(kind, channels, height, width, elements, order);
    }

    /** Returns the layout of a model's input. */
    public static FeatureLayout of(Preprocessing input) {
        var kind = input.layout() == Preprocessing.Layout.NHWC ? Kind.NHWC : Kind.NCHW;
        return of(kind, input.channelCount(), input.height(), input.width());
    }

    /** Returns the order of dimensions. */
    public Kind kind() {
        return kind;
    }

    /** Returns the number of channels, K. */
    public int channels() {
        return channels;
    }

    /** Returns the number of rows of a map. */
    public int height() {
        return height;
    }

    /** Returns the number of columns of a map. */
    public int width() {
        return width;
    }

    /** Returns the number of positions of a map. */
    public int area() {
        return height * width;
    }

    /** Returns the index of the element at the first position: the number of tokens before it, usually. */
    public int first() {
        return element(0);
    }

    /** Returns the number of elements of a channel without a position. */
    public int withoutPosition() {
        return elements - area();
    }

    /** Returns the index of the element at a position, counted row by row. */
    public int element(int position) {
        return order == null ? position : order[position];
    }

    /** Returns whether every element has the position of the same index, row by row. */
    public boolean isRowByRow() {
        return order == null;
    }

    /** Returns the offset of an element of one image of a tensor. */
    private int offset(int images, int image, int channel, int position) {
        int element = element(position);
        return switch (kind) {
            case NCHW -> (image * channels + channel) * elements + element;
            case NHWC, TOKENS -> (image * elements + element) * channels + channel;
            case TOKENS_FIRST -> (element * images + image) * channels + channel;
        };
    }

    private int images(FloatBuffer tensor) {
        return tensor.capacity() / (channels * elements);
    }

    /** Reads the maps of one image of a batch. */
    public FeatureMaps read(FloatBuffer tensor, int image) {
        var maps = new float[channels * area()];
        if (kind == Kind.NCHW && order == null) {
            tensor.get(image * maps.length, maps);
        } else {
            int images = images(tensor);
            for (int p = 0; p < area(); p++) {
                for (int k = 0; k < channels; k++) {
                    maps[k * area() + p] = tensor.get(offset(images, image, k, p));
                }
            }
        }
        return new FeatureMaps(channels, height, width, maps);
    }

    /** Writes the maps of one image of a batch; elements without a position are not changed. */
    public void write(FeatureMaps maps, FloatBuffer tensor, int image) {
        if (kind == Kind.NCHW && order == null) {
            tensor.put(image * channels * elements, maps.values());
        } else {
            int images = images(tensor);
            for (int p = 0; p < area(); p++) {
                for (int k = 0; k < channels; k++) {
                    tensor.put(offset(images, image, k, p), maps.at(k, p));
                }
            }
        }
    }

    /** Returns the maps of several images as a tensor of four dimensions. */
    public Tensor write(List<FeatureMaps> images) {
        NonNullList.copyOf(images, "images");
        var tensor = kind == Kind.NCHW
                ? Tensor.zeros(images.size(), channels, height, width)
                : Tensor.zeros(images.size(), height, width, channels);
        for (int i = 0; i < images.size(); i++) {
            write(images.get(i), tensor.floats(), i);
        }
        return tensor;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureLayout that
                && kind == that.kind
                && channels == that.channels
                && height == that.height
                && width == that.width
                && elements == that.elements
                && Arrays.equals(order, that.order);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, channels, height, width, elements, Arrays.hashCode(order));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "FeatureLayout[%s, %d channels, %d x %d%s]",
                kind,
                channels,
                height,
                width,
                withoutPosition() == 0 ? "" : ", " + withoutPosition() + " elements without a position");
    }
}
