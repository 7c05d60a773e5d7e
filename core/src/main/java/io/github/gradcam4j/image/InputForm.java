package io.github.gradcam4j.image;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.util.Arrays;
import java.util.Locale;

/**
 * Size, channels, order and element type of a model's input.
 *
 * @param width 0 if not set, as {@code height}
 * @param layout null if not set
 * @param channels null if not set
 * @param declaredChannels the number of channels that the model's file declares; 0 if it does not
 * @param type null if not set
 */
record InputForm(int width, int height, Layout layout, Channels channels, int declaredChannels, ElementType type) {

    static final InputForm NOT_SET = new InputForm(0, 0, null, null, 0, null);

    private static final int DEFAULT_SIDE = 224;

    InputForm withSize(int width, int height) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Preprocessing: width and height must be positive, not %d x %d", width, height));
        }
        return new InputForm(width, height, layout, channels, declaredChannels, type);
    }

    InputForm withLayout(Layout layout) {
        return new InputForm(width, height, layout, channels, declaredChannels, type);
    }

    InputForm withChannels(Channels channels) {
        return new InputForm(width, height, layout, channels, 0, type);
    }

    /** Completes what is not set from the declared shape; see {@link Preprocessing#withModelInput}. */
    InputForm withModelInput(ElementType declaredType, long... shape) {
        if (shape.length != 4) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Preprocessing: an input has 4 dimensions, not %d", shape.length));
        }
        boolean last = layout == null ? isChannelsLast(shape) : layout == Layout.NHWC;
        int declared = Math.toIntExact(Math.max(0, shape[last ? 3 : 1]));
        if (channels != null && declared > 0 && declared != channels.count()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Preprocessing: channels are %s, which is %d, but the model's input has %d",
                    channels,
                    channels.count(),
                    declared));
        }
        long h = shape[last ? 1 : 2];
        long w = shape[last ? 2 : 3];
        return new InputForm(
                width > 0 ? width : w > 0 ? Math.toIntExact(w) : DEFAULT_SIDE,
                height > 0 ? height : h > 0 ? Math.toIntExact(h) : DEFAULT_SIDE,
                last ? Layout.NHWC : Layout.NCHW,
                channels,
                declared,
                declaredType);
    }

    private static boolean isChannelsLast(long... shape) {
        boolean first = isImageChannelCount(shape[1]);
        boolean last = isImageChannelCount(shape[3]);
        boolean square = shape[1] > 0 && shape[1] == shape[2];
        return first == last ? !first && square && shape[3] > 0 && shape[3] < shape[1] : last;
    }

    private static boolean isImageChannelCount(long count) {
        return count == 1 || count == 3 || count == 4;
    }

    boolean hasSize() {
        return width > 0;
    }

    int usedWidth() {
        return hasSize() ? width : DEFAULT_SIDE;
    }

    int usedHeight() {
        return hasSize() ? height : DEFAULT_SIDE;
    }

    Layout usedLayout() {
        return layout == null ? Layout.NCHW : layout;
    }

    ElementType usedType() {
        return type == null ? ElementType.FLOAT : type;
    }

    /** Returns the channels of an image; gray or RGBA for a model with one or four channels if they are not set. */
    Channels usedChannels() {
        if (channels != null) {
            return channels;
        }
        return switch (declaredChannels) {
            case 1 -> Channels.GRAY;
            case 4 -> Channels.RGBA;
            default -> Channels.RGB;
        };
    }

    int channelCount() {
        return declaredChannels > 0 ? declaredChannels : usedChannels().count();
    }

    /** Returns whether an image has the model's number of channels. */
    boolean takesImages() {
        return channelCount() == usedChannels().count();
    }

    /** @throws IllegalArgumentException if an image has another number of channels */
    void requireImages() {
        if (!takesImages()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "an image has 1, 3 or 4 channels, but the model takes %d: give its input %s as a tensor"
                            + " (--input-tensor FILE.npy)",
                    channelCount(),
                    Arrays.toString(shape())));
        }
    }

    long[] shape() {
        return usedLayout() == Layout.NCHW
                ? new long[] {1, channelCount(), usedHeight(), usedWidth()}
                : new long[] {1, usedHeight(), usedWidth(), channelCount()};
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %s",
                hasSize() ? width + " x " + height : "size of the model",
                layout == null ? "layout of the model" : layout,
                takesImages() ? usedChannels() : channelCount() + " channels");
    }
}
