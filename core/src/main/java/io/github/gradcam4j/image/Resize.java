package io.github.gradcam4j.image;

import io.github.gradcam4j.image.Preprocessing.Interpolation;
import java.util.Arrays;

/**
 * Resizing with Pillow's filters, exact to the bit: a triangle or a cubic whose support widens when an image shrinks,
 * in fixed point, rows first, rounded to 8 bits between the passes; or the nearest pixel. Models are trained on images
 * resized in this way.
 */
public final class Resize {

    private Resize() {}

    /** Returns the whole image at another size, interpolated bilinearly; does not keep its proportions. */
    public static Image bilinear(Image image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("An image cannot be resized to " + width + " x " + height);
        }
        var samples = new Samples(image.width(), image.height(), 3, image.pixels());
        return part(samples, new Placement(width, height, 0, 0, width, height), Interpolation.BILINEAR)
                .toImage();
    }

    /**
     * Returns a part of resized samples and computes nothing else. Colors are weighted by their alpha, as Pillow does.
     *
     * @param part lies in the resized image
     */
    static Samples part(Samples image, Placement part, Interpolation interpolation) {
        if (interpolation == Interpolation.NEAREST) {
            return nearest(image, part);
        }
        boolean same = part.equals(new Placement(image.width(), image.height(), 0, 0, image.width(), image.height()));
        return image.channels() == 4 && !same
                ? filtered(image.premultiplied(), part, interpolation).unmultiplied()
                : filtered(image, part, interpolation);
    }

    private static Samples filtered(Samples image, Placement part, Interpolation filter) {
        int channels = image.channels();
        var columns = ResizeWeights.of(filter, image.width(), part.fullWidth(), part.left(), part.width());
        var rows = ResizeWeights.of(filter, image.height(), part.fullHeight(), part.top(), part.height());
        int firstRow = rows.first[0];
        int lastRow = rows.first[part.height() - 1] + rows.count[part.height() - 1];
        byte[] narrowed = columns.identity ? image.values() : horizontally(image, firstRow, lastRow, columns);
        byte[] values = rows.identity && columns.identity
                ? narrowed
                : vertically(narrowed, columns.identity ? 0 : firstRow, channels * part.width(), rows);
        return new Samples(part.width(), part.height(), channels, values);
    }

    private static byte[] horizontally(Samples image, int firstRow, int lastRow, ResizeWeights weights) {
        int channels = image.channels();
        int width = weights.first.length;
        byte[] from = image.values();
        byte[] to = new byte[(lastRow - firstRow) * width * channels];
        for (int y = firstRow, out = 0; y < lastRow; y++) {
            for (int x = 0; x < width; x++) {
                int start = channels * (y * image.width() + weights.first[x]);
                for (int c = 0; c < channels; c++, out++) {
                    to[out] = sum(from, start + c, channels, weights, x);
                }
            }
        }
        return to;
    }

    private static byte sum(byte[] from, int start, int step, ResizeWeights weights, int position) {
        int sum = 1 << ResizeWeights.PRECISION_BITS - 1;
        int weight = position * weights.stride;
        int end = weight + weights.count[position];
        for (int at = start; weight < end; weight++, at += step) {
            sum += (from[at] & 0xff) * weights.weights[weight];
        }
        return clip(sum);
    }

    private static byte[] vertically(byte[] from, int fromTop, int rowLength, ResizeWeights weights) {
        int height = weights.first.length;
        byte[] to = new byte[height * rowLength];
        int[] sums = new int[rowLength];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 1 << ResizeWeights.PRECISION_BITS - 1);
            for (int k = 0; k < weights.count[y]; k++) {
                int weight = weights.weights[y * weights.stride + k];
                int at = (weights.first[y] + k - fromTop) * rowLength;
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
        return (byte) Math.max(0, Math.min(255, sum >> ResizeWeights.PRECISION_BITS));
    }

    private static Samples nearest(Samples image, Placement part) {
        int channels = image.channels();
        int[] columns = nearest(image.width(), part.fullWidth(), part.left(), part.width());
        int[] rows = nearest(image.height(), part.fullHeight(), part.top(), part.height());
        byte[] from = image.values();
        byte[] to = new byte[channels * part.width() * part.height()];
        int out = 0;
        for (int row : rows) {
            for (int column : columns) {
                System.arraycopy(from, channels * (row * image.width() + column), to, out, channels);
                out += channels;
            }
        }
        return new Samples(part.width(), part.height(), channels, to);
    }

    /** Returns the source position of each position; adds up the step from the first on, as Pillow does. */
    private static int[] nearest(int size, long fullSize, long start, int length) {
        double step = (double) size / fullSize;
        double center = step * 0.5;
        for (long i = 0; i < start; i++) {
            center += step;
        }
        int[] positions = new int[length];
        for (int i = 0; i < length; i++, center += step) {
            positions[i] = Math.min((int) center, size - 1);
        }
        return positions;
    }
}
