package io.github.gradcam4j.image;

import java.util.stream.IntStream;

/**
 * A map resized row by row, so that a heat map over a large image is never held as a whole. Sums are float64: in
 * float32 a map of one value would get ripples of rounding, which its colors, over the range of the map, would show.
 */
final class Bilinear {
    private final float[] values;
    private final int mapWidth;
    private final Axis rows;
    private final Axis columns;

    /** Keeps the values, which must not change: row-major. */
    Bilinear(float[] values, int mapWidth, int height, int width) {
        this.values = values;
        this.mapWidth = mapWidth;
        this.rows = Axis.of(values.length / mapWidth, height);
        this.columns = Axis.of(mapWidth, width);
    }

    /**
     * Returns the matrix that resizes an axis: the weight of each source position in each position.
     *
     * @return [length, size], row-major
     */
    static float[] weights(int size, int length) {
        var axis = Axis.of(size, length);
        var weights = new float[Math.multiplyExact(length, size)];
        for (int i = 0; i < length; i++) {
            weights[i * size + axis.before[i]] += (float) (1 - axis.weight[i]);
            weights[i * size + axis.after[i]] += (float) axis.weight[i];
        }
        return weights;
    }

    int width() {
        return columns.before.length;
    }

    int height() {
        return rows.before.length;
    }

    /** Writes row {@code y} of the resized map from {@code offset} on. */
    void row(int y, float[] to, int offset) {
        float[] blended = new float[mapWidth];
        blend(y, blended);
        for (int x = 0; x < width(); x++) {
            to[offset + x] = along(blended, x);
        }
    }

    /** Interpolates the map's columns between two rows. */
    private void blend(int y, float[] blended) {
        int above = rows.before[y] * mapWidth;
        int below = rows.after[y] * mapWidth;
        double down = rows.weight[y];
        for (int x = 0; x < mapWidth; x++) {
            blended[x] = (float) ((1 - down) * values[above + x] + down * values[below + x]);
        }
    }

    private float along(float[] blended, int x) {
        double along = columns.weight[x];
        return (float) ((1 - along) * blended[columns.before[x]] + along * blended[columns.after[x]]);
    }

    /**
     * Returns the smallest and the largest value of a part. Between four values of the map the extremes lie at the
     * corners of the resized patch, so only these are computed.
     */
    Range range(CropRegion.PixelBox part) {
        int[] corners = columns.corners(part.x(), part.x() + part.width());
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        float[] blended = new float[mapWidth];
        for (int y : rows.corners(part.y(), part.y() + part.height())) {
            blend(y, blended);
            for (int x : corners) {
                float value = along(blended, x);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        return new Range(low, high);
    }

    /** The two source positions of each position and the weight of the second. */
    private static final class Axis {
        private final int[] before;
        private final int[] after;
        private final double[] weight;

        private Axis(int[] before, int[] after, double[] weight) {
            this.before = before;
            this.after = after;
            this.weight = weight;
        }

        static Axis of(int size, int length) {
            if (length < 1) {
                throw new IllegalArgumentException("A map cannot be resized to " + length);
            }
            int[] before = new int[length];
            int[] after = new int[length];
            double[] weight = new double[length];
            for (int i = 0; i < length; i++) {
                double center = Math.max(0, (i + 0.5) * size / length - 0.5);
                before[i] = Math.min((int) center, size - 1);
                after[i] = Math.min(before[i] + 1, size - 1);
                weight[i] = center - before[i];
            }
            return new Axis(before, after, weight);
        }

        /** Returns, of a range of positions, the first and the last between each two source positions. */
        int[] corners(int from, int to) {
            return IntStream.range(from, to)
                    .filter(i -> i == from || i == to - 1 || before[i] != before[i - 1] || before[i] != before[i + 1])
                    .toArray();
        }
    }
}
