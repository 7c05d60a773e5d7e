package io.github.gradcam4j.image;

import java.util.Arrays;

/**
 * Bilinear resizing with Pillow's filter, exact to the bit: a triangle whose support widens when an image shrinks, in
 * fixed point, rows first, rounded to 8 bits between the passes. Models are trained on images resized in this way.
 */
public final class Resize {
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private Resize() {}

    /** Returns the whole image at another size; does not keep its proportions. */
    public static Image bilinear(Image image, int width, int height) {
        return bilinear(image, width, height, 0, 0, width, height);
    }

    /**
     * Returns a part of a resized image and computes nothing else.
     *
     * @param fullWidth width of the whole resized image
     * @param fullHeight height of the whole resized image
     * @param left first column of the part in the resized image
     * @param top first row of the part in the resized image
     */
    static Image bilinear(Image image, long fullWidth, long fullHeight, long left, long top, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("An image cannot be resized to " + width + " x " + height);
        }
        Taps columns = Taps.of(image.width(), fullWidth, left, width);
        Taps rows = Taps.of(image.height(), fullHeight, top, height);
        int firstRow = rows.first[0];
        int lastRow = rows.first[height - 1] + rows.count[height - 1];
        byte[] narrowed = columns.identity
                ? image.pixels()
                : horizontally(image.pixels(), image.width(), firstRow, lastRow, columns);
        byte[] rgb = rows.identity && columns.identity
                ? narrowed
                : vertically(narrowed, columns.identity ? 0 : firstRow, 3 * width, rows);
        return new Image(width, height, rgb);
    }

    private static byte[] horizontally(byte[] from, int fromWidth, int firstRow, int lastRow, Taps taps) {
        int width = taps.first.length;
        byte[] to = new byte[(lastRow - firstRow) * width * 3];
        for (int y = firstRow, out = 0; y < lastRow; y++) {
            for (int x = 0; x < width; x++, out += 3) {
                int red = 1 << PRECISION_BITS - 1;
                int green = red;
                int blue = red;
                int at = 3 * (y * fromWidth + taps.first[x]);
                int weight = x * taps.stride;
                for (int end = weight + taps.count[x]; weight < end; weight++, at += 3) {
                    red += (from[at] & 0xff) * taps.weights[weight];
                    green += (from[at + 1] & 0xff) * taps.weights[weight];
                    blue += (from[at + 2] & 0xff) * taps.weights[weight];
                }
                to[out] = clip(red);
                to[out + 1] = clip(green);
                to[out + 2] = clip(blue);
            }
        }
        return to;
    }

    private static byte[] vertically(byte[] from, int fromTop, int rowLength, Taps taps) {
        int height = taps.first.length;
        byte[] to = new byte[height * rowLength];
        int[] sums = new int[rowLength];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 1 << PRECISION_BITS - 1);
            for (int k = 0; k < taps.count[y]; k++) {
                int weight = taps.weights[y * taps.stride + k];
                int at = (taps.first[y] + k - fromTop) * rowLength;
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += (from[at + i] & 0xff) * weight;
                }
            }
            for (int i = 0; i < rowLength; i++) {
                to[y * rowLength + i] = clip(sums[i]);
            }
        }
        return to;
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }

    /** The source positions of each position, and their fixed-point weights ({@code stride} apart). */
    private static final class Taps {
        private final int[] first;
        private final int[] count;
        private final int[] weights;
        private final int stride;
        private final boolean identity;

        private Taps(int[] first, int[] count, int[] weights, int stride, boolean identity) {
            this.first = first;
            this.count = count;
            this.weights = weights;
            this.stride = stride;
            this.identity = identity;
        }

        static Taps of(int size, long fullSize, long start, int length) {
            double scale = (double) size / fullSize;
            double support = Math.max(scale, 1);
            int stride = (int) Math.ceil(support) * 2 + 1;
            int[] first = new int[length];
            int[] count = new int[length];
            int[] weights = new int[Math.multiplyExact(length, stride)];
            double[] triangle = new double[stride];
            for (int i = 0; i < length; i++) {
                double center = (start + i + 0.5) * scale;
                first[i] = Math.max(0, (int) (center - support + 0.5));
                count[i] = Math.min(size, (int) (center + support + 0.5)) - first[i];
                double sum = 0;
                for (int k = 0; k < count[i]; k++) {
                    double distance = Math.abs((k + first[i] - center + 0.5) * (1 / support));
                    triangle[k] = Math.max(0, 1 - distance);
                    sum += triangle[k];
                }
                for (int k = 0; k < count[i]; k++) {
                    weights[i * stride + k] = (int) (0.5 + triangle[k] / sum * (1 << PRECISION_BITS));
                }
            }
            return new Taps(first, count, weights, stride, size == fullSize && start == 0 && length == size);
        }
    }
}
