package io.github.gradcam4j.image;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * From a picture to the tensor that a model takes: resized, its channels in the model's order, {@code (scale * value - mean) / std} for
 * 8-bit values 0..255.
 *
 * @param width width of the model's input
 * @param height height of the model's input
 * @param layout order of the tensor's dimensions
 * @param channels order of the tensor's channels
 * @param scale factor applied first, such as 1/255
 * @param mean three values in the order of {@code channels}
 * @param std three values in the order of {@code channels}
 * @param fit how a picture of other proportions is brought to the input's size
 * @param resize length of the picture's shorter side before the crop; 0 for 256/224 of the input's longer side. Without
 *     meaning, but kept, where {@code fit} is squash
 */
public record Preprocessing(
        int width,
        int height,
        Layout layout,
        Channels channels,
        double scale,
        List<Double> mean,
        List<Double> std,
        Fit fit,
        int resize) {

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

    /** How a picture of other proportions is brought to the input's size. */
    public enum Fit {
        /** The whole picture, its proportions not kept. */
        SQUASH,
        /** Shorter side to {@code resize}, then the center. */
        CROP
    }

    public Preprocessing {
        require(width > 0 && height > 0, "width and height must be positive, not " + width + " x " + height);
        require(Double.isFinite(scale) && scale != 0, "scale must be a number other than 0, not " + scale);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        require(mean.size() == 3 && mean.stream().allMatch(Double::isFinite), "mean must be 3 numbers, not " + mean);
        require(
                std.size() == 3 && std.stream().allMatch(s -> Double.isFinite(s) && s != 0),
                "std must be 3 numbers other than 0, not " + std);
        require(
                resize == 0 || resize >= Math.max(width, height),
                "resize must be 0 or at least the input's longer side, not " + resize);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("Preprocessing: " + message);
        }
    }

    /** What most networks trained with PyTorch take: 224 x 224, RGB, ImageNet's mean and deviation, the center of 256. */
    public static Preprocessing imageNet() {
        return new Preprocessing(
                224,
                224,
                Layout.NCHW,
                Channels.RGB,
                1 / 255.0,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                Fit.CROP,
                0);
    }

    public Preprocessing withFit(Fit changed) {
        return new Preprocessing(width, height, layout, channels, scale, mean, std, changed, resize);
    }

    public Preprocessing withLayout(Layout changed) {
        return new Preprocessing(width, height, changed, channels, scale, mean, std, fit, resize);
    }

    /** For another input size; {@code resize} follows in proportion. */
    public Preprocessing withSize(int changedWidth, int changedHeight) {
        int changedResize =
                Math.round((float) resize * Math.max(changedWidth, changedHeight) / Math.max(width, height));
        return new Preprocessing(changedWidth, changedHeight, layout, channels, scale, mean, std, fit, changedResize);
    }

    /**
     * For a model's input of that shape, [N, C, H, W] or [N, H, W, C]: its size where that is fixed, and its layout where
     * three channels tell it.
     *
     * @param shape the declared dimensions, -1 or 0 for one that is free
     */
    public Preprocessing withInput(long... shape) {
        require(shape.length == 4, "an input has 4 dimensions, not " + shape.length);
        boolean last = shape[3] == 3 && shape[1] != 3;
        long h = shape[last ? 1 : 2];
        long w = shape[last ? 2 : 3];
        return withLayout(last ? Layout.NHWC : Layout.NCHW)
                .withSize(w > 0 ? Math.toIntExact(w) : width, h > 0 ? Math.toIntExact(h) : height);
    }

    /** The tensor's shape: {@code [1, 3, height, width]} or {@code [1, height, width, 3]}. */
    public long[] shape() {
        return layout == Layout.NCHW ? new long[] {1, 3, height, width} : new long[] {1, height, width, 3};
    }

    /** The part of an upright picture of that size that the model sees. */
    public CropRegion view(int pictureWidth, int pictureHeight) {
        if (fit == Fit.SQUASH) {
            return new CropRegion(0, 0, pictureWidth, pictureHeight);
        }
        Crop crop = Crop.of(this, pictureWidth, pictureHeight);
        double stepX = (double) pictureWidth / crop.fullWidth;
        double stepY = (double) pictureHeight / crop.fullHeight;
        return new CropRegion(crop.left * stepX, crop.top * stepY, width * stepX, height * stepY);
    }

    /** The picture as the model sees it, {@code width x height}, before its values are normalized. */
    public Image seen(Image picture) {
        if (fit == Fit.SQUASH) {
            return Resize.bilinear(picture, width, height);
        }
        Crop crop = Crop.of(this, picture.width(), picture.height());
        return Resize.bilinear(picture, crop.fullWidth, crop.fullHeight, crop.left, crop.top, width, height);
    }

    /** Writes one picture's {@code 3 * height * width} values at the buffer's position and moves it behind them. */
    public void writeTensor(Image picture, FloatBuffer tensor) {
        int plane = width * height;
        if (tensor.remaining() < 3 * plane) {
            throw new IllegalArgumentException(
                    "Room for " + 3 * plane + " values is needed, the buffer has " + tensor.remaining());
        }
        byte[] rgb = seen(picture).pixels();
        int start = tensor.position();
        int pixelStep = layout == Layout.NCHW ? 1 : 3;
        int channelStep = layout == Layout.NCHW ? plane : 1;
        for (int c = 0; c < 3; c++) {
            float[] normalized = normalized(c);
            int from = channels == Channels.RGB ? c : 2 - c;
            for (int p = 0, to = start + c * channelStep; p < plane; p++, to += pixelStep) {
                tensor.put(to, normalized[rgb[3 * p + from] & 0xff]);
            }
        }
        tensor.position(start + 3 * plane);
    }

    /** What a tensor of one picture looks like: {@link #into} undone, values beyond black and white cut off. */
    public Image picture(FloatBuffer tensor) {
        int plane = width * height;
        byte[] rgb = new byte[3 * plane];
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < 3; c++) {
                int from = channels == Channels.RGB ? c : 2 - c;
                float value = tensor.get(layout == Layout.NCHW ? from * plane + p : 3 * p + from);
                double color = (value * std.get(from) + mean.get(from)) / scale;
                rgb[3 * p + c] = (byte) Math.round(Math.max(0, Math.min(255, color)));
            }
        }
        return new Image(width, height, rgb);
    }

    /** The tensor's value for each of the 256 values that a channel can have. */
    private float[] normalized(int channel) {
        float[] table = new float[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (float) ((scale * value - mean.get(channel)) / std.get(channel));
        }
        return table;
    }

    /** Where the input lies in the picture resized for the crop, as torchvision rounds it. */
    private record Crop(long fullWidth, long fullHeight, long left, long top) {
        static Crop of(Preprocessing input, int width, int height) {
            int longer = Math.max(input.width, input.height);
            long shortSide = input.resize > 0 ? input.resize : Math.round(longer * 256 / 224.0);
            long fullWidth = width <= height ? shortSide : shortSide * width / height;
            long fullHeight = height <= width ? shortSide : shortSide * height / width;
            return new Crop(fullWidth, fullHeight, (long) Math.rint((fullWidth - input.width) / 2.0), (long)
                    Math.rint((fullHeight - input.height) / 2.0));
        }
    }
}
