package io.github.gradcam4j.image;

import io.github.gradcam4j.image.Preprocessing.Interpolation;

/** The source positions of each position along one axis, and their fixed-point weights ({@code stride} apart). */
final class ResizeWeights {

    static final int PRECISION_BITS = 32 - 8 - 2;

    final int[] first;
    final int[] count;
    final int[] weights;
    final int stride;
    final boolean identity;

    private ResizeWeights(int[] first, int[] count, int[] weights, int stride, boolean identity) {
        this.first = first;
        this.count = count;
        this.weights = weights;
        this.stride = stride;
        this.identity = identity;
    }

    /**
     * Returns the weights of a part of a resized axis.
     *
     * @param size the number of source positions
     * @param fullSize the number of positions of the whole resized axis
     * @param start the first position of the part
     * @param length the number of positions of the part
     */
    static ResizeWeights of(Interpolation filter, int size, long fullSize, long start, int length) {
        double scale = (double) size / fullSize;
        double widening = Math.max(scale, 1);
        double support = widening * radius(filter);
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[length];
        int[] count = new int[length];
        int[] weights = new int[Math.multiplyExact(length, stride)];
        double[] values = new double[stride];
        for (int i = 0; i < length; i++) {
            double center = (start + i + 0.5) * scale;
            first[i] = Math.max(0, (int) (center - support + 0.5));
            count[i] = Math.min(size, (int) (center + support + 0.5)) - first[i];
            double sum = 0;
            for (int k = 0; k < count[i]; k++) {
                values[k] = value(filter, Math.abs((k + first[i] - center + 0.5) * (1 / widening)));
                sum += values[k];
            }
            for (int k = 0; k < count[i]; k++) {
                double weight = values[k] / sum * (1 << PRECISION_BITS);
                weights[i * stride + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
        return new ResizeWeights(first, count, weights, stride, size == fullSize && start == 0 && length == size);
    }

    private static int radius(Interpolation filter) {
        return filter == Interpolation.BICUBIC ? 2 : 1;
    }

    /** Returns the filter's value at a distance from its center; Keys' cubic with a = -0.5. */
    private static double value(Interpolation filter, double distance) {
        if (filter == Interpolation.BILINEAR) {
            return Math.max(0, 1 - distance);
        }
        double a = -0.5;
        if (distance < 1) {
            return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
        }
        return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
    }
}
