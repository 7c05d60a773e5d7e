package io.github.gradcam4j.image;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Converts an image to the input tensor of a model: resizes and crops it, orders its channels, and computes
 * {@code (scale * value - mean) / std} for 8-bit values 0..255. Immutable and thread safe.
 *
 * <pre>{@code
 * var preprocessing = Preprocessing.imageNet().withInputSize(299, 299).withFit(Preprocessing.Fit.SQUASH);
 * }</pre>
 *
 * <p>Input size and layout need not be set: they are then those of the model's file, see {@link #withModelInput}.
 */
public final class Preprocessing {

    /** Order of the tensor's dimensions. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /** Order of the tensor's channels. */
    public enum Channels {
        RGB,
        BGR
    }

    /** A way to fit an image of other proportions to the input. */
    public enum Fit {
        /** Resizes the whole image to the input size and does not keep its proportions. */
        SQUASH,
        /** Resizes the shorter side to {@link #resize}, then crops the center. */
        CROP
    }

    private static final int DEFAULT_SIDE = 224;

    private final int width;
    private final int height;
    private final Layout layout;
    private final Channels channels;
    private final double scale;
    private final List<Double> mean;
    private final List<Double> std;
    private final Fit fit;
    private final int resize;

    /**
     * @param width 0 if not set, as {@code height}
     * @param layout null if not set
     */
    private Preprocessing(
            int width,
            int height,
            Layout layout,
            Channels channels,
            double scale,
            List<Double> mean,
            List<Double> std,
            Fit fit,
            int resize) {
        this.width = width;
        this.height = height;
        this.layout = layout;
        this.channels = Objects.requireNonNull(channels, "channels");
        this.scale = scale;
        this.mean = List.copyOf(mean);
        this.std = List.copyOf(std);
        this.fit = Objects.requireNonNull(fit, "fit");
        this.resize = resize;
        require(Double.isFinite(scale) && scale != 0, "scale must be a number other than 0, not " + scale);
        require(mean.size() == 3 && mean.stream().allMatch(Double::isFinite), "mean must be 3 numbers, not " + mean);
        require(
                std.size() == 3 && std.stream().allMatch(s -> Double.isFinite(s) && s != 0),
                "std must be 3 numbers other than 0, not " + std);
        require(
                resize == 0 || resize >= Math.max(width(), height()),
                String.format(
                        Locale.ROOT,
                        "resize must be 0 or at least the input's longer side, %d, not %d",
                        Math.max(width(), height()),
                        resize));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("Preprocessing: " + message);
        }
    }

    /**
     * Returns the usual preprocessing of networks trained with PyTorch on ImageNet: RGB, values scaled to 0..1,
     * ImageNet's mean and standard deviation, and the center 224 x 224 of an image whose shorter side is 256. Input
     * size and layout are not set.
     */
    public static Preprocessing imageNet() {
        return new Preprocessing(
                0,
                0,
                null,
                Channels.RGB,
                1 / 255.0,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                Fit.CROP,
                0);
    }

    /**
     * Returns a copy with another input size; {@link #resize} changes in proportion.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     */
    public Preprocessing withInputSize(int width, int height) {
        require(width > 0 && height > 0, "width and height must be positive, not " + width + " x " + height);
        int longer = Math.max(this.width(), this.height());
        int proportional = Math.round((float) resize * Math.max(width, height) / longer);
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, proportional);
    }

    /** Returns a copy with another order of the tensor's dimensions. */
    public Preprocessing withLayout(Layout layout) {
        return new Preprocessing(
                width, height, Objects.requireNonNull(layout, "layout"), channels, scale, mean, std, fit, resize);
    }

    /** Returns a copy with another order of the tensor's channels; {@link #mean} and {@link #std} keep their order. */
    public Preprocessing withChannels(Channels channels) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    /**
     * Returns a copy with another factor of the 8-bit values.
     *
     * @param scale a number other than 0, such as 1/255 for values of 0..1
     */
    public Preprocessing withScale(double scale) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    /**
     * Returns a copy with other means.
     *
     * @param mean three scaled values in the order of {@link #channels}
     */
    public Preprocessing withMean(List<Double> mean) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    /**
     * Returns a copy with other standard deviations.
     *
     * @param std three scaled values other than 0 in the order of {@link #channels}
     */
    public Preprocessing withStd(List<Double> std) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    /** Returns a copy that fits images of other proportions in another way. */
    public Preprocessing withFit(Fit fit) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    /**
     * Returns a copy with another length of the image's shorter side before the crop.
     *
     * @param resize in pixels, at least the input's longer side; 0 for 256/224 of that side
     */
    public Preprocessing withResize(int resize) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    /**
     * Returns a copy for a model's declared input: an input size that is not set becomes the declared one, or 224 where
     * a dimension is free; a layout that is not set becomes NHWC if only the last dimension is 3, else NCHW.
     *
     * @param shape the four declared dimensions, [N, C, H, W] or [N, H, W, C]; -1 or 0 for a free one
     */
    public Preprocessing withModelInput(long... shape) {
        require(shape.length == 4, "an input has 4 dimensions, not " + shape.length);
        boolean last = layout == null ? shape[3] == 3 && shape[1] != 3 : layout == Layout.NHWC;
        var complete = withLayout(last ? Layout.NHWC : Layout.NCHW);
        if (hasInputSize()) {
            return complete;
        }
        long h = shape[last ? 1 : 2];
        long w = shape[last ? 2 : 3];
        return complete.withInputSize(w > 0 ? Math.toIntExact(w) : width(), h > 0 ? Math.toIntExact(h) : height());
    }

    /** Returns whether the input size is set; if not, it is that of the model's file. */
    public boolean hasInputSize() {
        return width > 0;
    }

    /** Returns the width of the model's input in pixels; 224 if not set. */
    public int width() {
        return width > 0 ? width : DEFAULT_SIDE;
    }

    /** Returns the height of the model's input in pixels; 224 if not set. */
    public int height() {
        return height > 0 ? height : DEFAULT_SIDE;
    }

    /** Returns the order of the tensor's dimensions; NCHW if not set. */
    public Layout layout() {
        return layout == null ? Layout.NCHW : layout;
    }

    /** Returns the order of the tensor's channels. */
    public Channels channels() {
        return channels;
    }

    /** Returns the factor by which 8-bit values are multiplied first. */
    public double scale() {
        return scale;
    }

    /** Returns the three means that are subtracted from scaled values, in the order of {@link #channels}. */
    public List<Double> mean() {
        return mean;
    }

    /** Returns the three standard deviations by which values are divided last, in the order of {@link #channels}. */
    public List<Double> std() {
        return std;
    }

    /** Returns how images of other proportions are fitted to the input. */
    public Fit fit() {
        return fit;
    }

    /**
     * Returns the length of the image's shorter side before the crop, in pixels; 0 for 256/224 of the input's longer
     * side. Not used, but kept, with {@link Fit#SQUASH}.
     */
    public int resize() {
        return resize;
    }

    /** Returns the shape of the tensor of one image: {@code [1, 3, height, width]} or {@code [1, height, width, 3]}. */
    public long[] shape() {
        return layout() == Layout.NCHW ? new long[] {1, 3, height(), width()} : new long[] {1, height(), width(), 3};
    }

    /** Returns the part of an upright image that the model sees, in that image's pixels. */
    public CropRegion cropRegion(int imageWidth, int imageHeight) {
        if (fit == Fit.SQUASH) {
            return new CropRegion(0, 0, imageWidth, imageHeight);
        }
        Crop crop = Crop.of(this, imageWidth, imageHeight);
        double stepX = (double) imageWidth / crop.fullWidth;
        double stepY = (double) imageHeight / crop.fullHeight;
        return new CropRegion(crop.left * stepX, crop.top * stepY, width() * stepX, height() * stepY);
    }

    /** Returns the image as the model sees it, of the input size, before its values are normalized. */
    public Image resizeAndCrop(Image image) {
        if (fit == Fit.SQUASH) {
            return Resize.bilinear(image, width(), height());
        }
        Crop crop = Crop.of(this, image.width(), image.height());
        return Resize.bilinear(image, crop.fullWidth, crop.fullHeight, crop.left, crop.top, width(), height());
    }

    /**
     * Writes the {@code 3 * height * width} values of one image at the buffer's position and moves the position behind
     * them.
     *
     * @throws IllegalArgumentException if the buffer has less room
     */
    public void writeTensor(Image image, FloatBuffer tensor) {
        int plane = width() * height();
        if (tensor.remaining() < 3 * plane) {
            throw new IllegalArgumentException(
                    "Room for " + 3 * plane + " values is needed, the buffer has " + tensor.remaining());
        }
        byte[] rgb = resizeAndCrop(image).pixels();
        int start = tensor.position();
        int pixelStep = layout() == Layout.NCHW ? 1 : 3;
        int channelStep = layout() == Layout.NCHW ? plane : 1;
        for (int c = 0; c < 3; c++) {
            float[] normalized = normalized(c);
            int from = channels == Channels.RGB ? c : 2 - c;
            for (int p = 0, to = start + c * channelStep; p < plane; p++, to += pixelStep) {
                tensor.put(to, normalized[rgb[3 * p + from] & 0xff]);
            }
        }
        tensor.position(start + 3 * plane);
    }

    /** Returns the image of a tensor: reverses {@link #writeTensor} and clips values to 0..255. */
    public Image toImage(FloatBuffer tensor) {
        int plane = width() * height();
        byte[] rgb = new byte[3 * plane];
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < 3; c++) {
                int from = channels == Channels.RGB ? c : 2 - c;
                float value = tensor.get(layout() == Layout.NCHW ? from * plane + p : 3 * p + from);
                double color = (value * std.get(from) + mean.get(from)) / scale;
                rgb[3 * p + c] = (byte) Math.round(Math.max(0, Math.min(255, color)));
            }
        }
        return new Image(width(), height(), rgb);
    }

    /** Returns the tensor's value for each of the 256 values of a channel. */
    private float[] normalized(int channel) {
        float[] table = new float[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (float) ((scale * value - mean.get(channel)) / std.get(channel));
        }
        return table;
    }

    /** The input's position in the image resized for the crop, rounded as torchvision does. */
    private record Crop(long fullWidth, long fullHeight, long left, long top) {
        static Crop of(Preprocessing input, int width, int height) {
            int longer = Math.max(input.width(), input.height());
            long shortSide = input.resize > 0 ? input.resize : Math.round(longer * 256 / 224.0);
            long fullWidth = width <= height ? shortSide : shortSide * width / height;
            long fullHeight = height <= width ? shortSide : shortSide * height / width;
            return new Crop(fullWidth, fullHeight, (long) Math.rint((fullWidth - input.width()) / 2.0), (long)
                    Math.rint((fullHeight - input.height()) / 2.0));
        }
    }

    /** Returns whether all settings are equal; a size that is not set differs from a set one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Preprocessing that
                && width == that.width
                && height == that.height
                && layout == that.layout
                && channels == that.channels
                && Double.compare(scale, that.scale) == 0
                && mean.equals(that.mean)
                && std.equals(that.std)
                && fit == that.fit
                && resize == that.resize;
    }

    @Override
    public int hashCode() {
        return Objects.hash(width, height, layout, channels, scale, mean, std, fit, resize);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Preprocessing[%s, %s, %s, scale %s, mean %s, std %s, %s%s]",
                hasInputSize() ? width + " x " + height : "size of the model",
                layout == null ? "layout of the model" : layout,
                channels,
                scale,
                mean,
                std,
                fit,
                resize > 0 ? " after a resize to " + resize : "");
    }
}
