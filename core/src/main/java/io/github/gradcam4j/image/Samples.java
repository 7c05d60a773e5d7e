package io.github.gradcam4j.image;

import io.github.gradcam4j.image.Preprocessing.Channels;

/**
 * Interleaved 8-bit samples, row by row.
 *
 * @param channels number of samples per pixel: 1 for gray, 3 for RGB, 4 for RGB and alpha
 * @param values not copied
 */
record Samples(int width, int height, int channels, byte[] values) {

    /** Returns an image's samples for the channels of a model; they share the image's memory where possible. */
    static Samples of(Image image, Channels channels) {
        byte[] values = switch (channels) {
            case RGB, BGR -> image.pixels();
            case GRAY -> luma(image.pixels());
            case RGBA -> image.rgba().orElseGet(() -> opaque(image.pixels()));
        };
        return new Samples(image.width(), image.height(), channels.count(), values);
    }

    /** Returns gray as Pillow's conversion to {@code L} does, by ITU-R 601-2 in fixed point. */
    private static byte[] luma(byte[] rgb) {
        byte[] gray = new byte[rgb.length / 3];
        for (int p = 0, at = 0; p < gray.length; p++, at += 3) {
            int sum = 19595 * (rgb[at] & 0xff) + 38470 * (rgb[at + 1] & 0xff) + 7471 * (rgb[at + 2] & 0xff);
            gray[p] = (byte) (sum + 0x8000 >> 16);
        }
        return gray;
    }

    private static byte[] opaque(byte[] rgb) {
        byte[] rgba = new byte[rgb.length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = (byte) 255;
        }
        return rgba;
    }

    /** Returns RGBA samples with colors multiplied by alpha, rounded as Pillow does. */
    Samples premultiplied() {
        byte[] products = values.clone();
        for (int p = 0; p < products.length; p += 4) {
            int alpha = values[p + 3] & 0xff;
            for (int c = p; c < p + 3 && alpha < 255; c++) {
                int product = (values[c] & 0xff) * alpha + 128;
                products[c] = (byte) ((product >> 8) + product >> 8);
            }
        }
        return new Samples(width, height, 4, products);
    }

    /** Reverses {@link #premultiplied}, rounded as Pillow does. */
    Samples unmultiplied() {
        byte[] colors = values.clone();
        for (int p = 0; p < colors.length; p += 4) {
            int alpha = values[p + 3] & 0xff;
            for (int c = p; c < p + 3 && alpha > 0 && alpha < 255; c++) {
                colors[c] = (byte) Math.min(255, 255 * (values[c] & 0xff) / alpha);
            }
        }
        return new Samples(width, height, 4, colors);
    }

    /**
     * Returns samples of the size of a model's input, with these at their position in it.
     *
     * @param placement the position; these samples are its covered part
     * @param color the color of the border, one level per channel
     */
    Samples padded(Placement placement, byte[] color) {
        byte[] all = new byte[channels * placement.width() * placement.height()];
        for (int i = 0; i < all.length; i++) {
            all[i] = color[i % channels];
        }
        int left = (int) Math.max(0, -placement.left());
        int top = (int) Math.max(0, -placement.top());
        for (int y = 0; y < height; y++) {
            int to = channels * ((top + y) * placement.width() + left);
            System.arraycopy(values, channels * y * width, all, to, channels * width);
        }
        return new Samples(placement.width(), placement.height(), channels, all);
    }

    /** Returns an image of the samples; gray becomes RGB. */
    Image toImage() {
        return switch (channels) {
            case 1 -> new Image(width, height, rgb(values));
            case 3 -> new Image(width, height, values);
            default -> Image.ofRgba(width, height, values);
        };
    }

    private static byte[] rgb(byte[] gray) {
        byte[] rgb = new byte[3 * gray.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = gray[i / 3];
        }
        return rgb;
    }
}
