package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The equations {@code A x = b} of an image's removed pixels: each pixel is the weighted mean of its neighbors. The
 * unknowns are in the order of the rows. {@code A} is symmetric and positive definite, as some pixel is known.
 *
 * <p>A vector has the channels of the first unknown, then those of the second, and so on; the channels of one more,
 * which stay 0, stand for all neighbors that are no unknowns.
 */
final class HoleEquations {

    private static final double NEAR = 1 / 6.0;
    private static final double DIAGONAL = 1 / 12.0;

    /** The neighbors before a pixel in its row or in the one above: left, above, above to the left and to the right. */
    private static final int[] ROWS = {0, -1, -1, -1};

    private static final int[] COLUMNS = {-1, 0, -1, 1};
    private static final double[] WEIGHTS = {NEAR, NEAR, DIAGONAL, DIAGONAL};
    private static final int SIDE = WEIGHTS.length;

    /** A pivot below this share of the diagonal is replaced by the diagonal. */
    private static final double LEAST_PIVOT = 0.1;

    private final FeatureMaps image;
    private final int channels;
    private final int size;

    /** The unknown at each pixel; {@link #size} for a known pixel. */
    private final int[] unknowns;

    /** The positions in vectors of the four neighbors before each unknown, and of the four behind it. */
    private final int[] before;

    private final int[] behind;
    private final double[] diagonal;
    private final double[] right;
    private final double[] pivots;

    HoleEquations(FeatureMaps image, BitSet removed) {
        this.image = image;
        channels = image.channels();
        size = removed.cardinality();
        unknowns = new int[image.area()];
        Arrays.fill(unknowns, size);
        int count = 0;
        for (int p = removed.nextSetBit(0); p >= 0; p = removed.nextSetBit(p + 1)) {
            unknowns[p] = count++;
        }
        before = new int[SIDE * size];
        behind = new int[SIDE * size];
        diagonal = new double[size];
        right = zeros();
        for (int p = removed.nextSetBit(0); p >= 0; p = removed.nextSetBit(p + 1)) {
            connect(unknowns[p], p / image.width(), p % image.width());
        }
        pivots = pivots();
    }

    private void connect(int unknown, int row, int column) {
        for (int i = 0; i < SIDE; i++) {
            int k = SIDE * unknown + i;
            before[k] = connect(unknown, row + ROWS[i], column + COLUMNS[i], WEIGHTS[i]);
            behind[k] = connect(unknown, row - ROWS[i], column - COLUMNS[i], WEIGHTS[i]);
        }
    }

    /** Adds a neighbor, which may be outside the image; returns its position in vectors. */
    private int connect(int unknown, int row, int column, double weight) {
        if (row < 0 || row >= image.height() || column < 0 || column >= image.width()) {
            return size * channels;
        }
        diagonal[unknown] += weight;
        int pixel = row * image.width() + column;
        for (int c = 0; c < channels && unknowns[pixel] == size; c++) {
            right[unknown * channels + c] += weight * image.at(c, pixel);
        }
        return unknowns[pixel] * channels;
    }

    /**
     * Returns the pivots of an incomplete Cholesky factorization that changes the diagonal alone, modified so that it
     * keeps the row sums (Gustafsson, BIT 1978): smooth errors, which take conjugate gradients the most steps, are
     * solved almost exactly.
     */
    private double[] pivots() {
        int none = size * channels;
        var found = new double[size];
        var further = new double[size];
        for (int k = 0; k < size; k++) {
            double pivot = diagonal[k];
            for (int i = 0; i < SIDE; i++) {
                if (before[SIDE * k + i] < none) {
                    int j = before[SIDE * k + i] / channels;
                    pivot -= WEIGHTS[i] * further[j] / found[j];
                }
                further[k] += behind[SIDE * k + i] < none ? WEIGHTS[i] : 0;
            }
            found[k] = pivot < LEAST_PIVOT * diagonal[k] ? diagonal[k] : pivot;
        }
        return found;
    }

    /** Returns a vector of zeros. */
    double[] zeros() {
        return new double[(size + 1) * channels];
    }

    /** Returns a vector with a value for each channel. */
    double[] constant(double[] values) {
        var vector = zeros();
        for (int k = 0; k < size; k++) {
            System.arraycopy(values, 0, vector, k * channels, channels);
        }
        return vector;
    }

    /** Returns the image with the unknowns of a vector at the removed pixels. */
    FeatureMaps filled(double[] x) {
        return image.apply((c, p) -> unknowns[p] < size ? x[unknowns[p] * channels + c] : image.at(c, p));
    }

    /** Returns {@code b - A x}. */
    double[] residual(double[] x) {
        var residual = zeros();
        multiply(x, residual);
        for (int i = 0; i < right.length; i++) {
            residual[i] = right[i] - residual[i];
        }
        return residual;
    }

    /** Computes {@code A x}, and returns the product of x and A x in each channel. */
    double[] multiply(double[] x, double[] product) {
        var dot = new double[channels];
        for (int k = 0; k < size; k++) {
            int i = SIDE * k;
            int left = before[i];
            int above = before[i + 1];
            int aboveLeft = before[i + 2];
            int aboveRight = before[i + 3];
            int next = behind[i];
            int below = behind[i + 1];
            int belowRight = behind[i + 2];
            int belowLeft = behind[i + 3];
            for (int c = 0; c < channels; c++) {
                double value = diagonal[k] * x[k * channels + c]
                        - NEAR * (x[left + c] + x[above + c] + x[next + c] + x[below + c])
                        - DIAGONAL * (x[aboveLeft + c] + x[aboveRight + c] + x[belowRight + c] + x[belowLeft + c]);
                product[k * channels + c] = value;
                dot[c] += value * x[k * channels + c];
            }
        }
        return dot;
    }

    /**
     * Solves {@code M z = r} for the incomplete factorization M of A, and returns the product of r and z in each
     * channel. The neighbor in the row, whose value was computed just before, is added last, so that the processor
     * waits for one product and one sum alone.
     */
    double[] precondition(double[] r, double[] z) {
        for (int k = 0; k < size; k++) {
            int i = SIDE * k;
            int left = before[i];
            int above = before[i + 1];
            int aboveLeft = before[i + 2];
            int aboveRight = before[i + 3];
            double pivot = 1 / pivots[k];
            double near = NEAR * pivot;
            double diagonally = DIAGONAL * pivot;
            for (int c = 0; c < channels; c++) {
                double earlier = pivot * r[k * channels + c]
                        + near * z[above + c]
                        + diagonally * (z[aboveLeft + c] + z[aboveRight + c]);
                z[k * channels + c] = earlier + near * z[left + c];
            }
        }
        var dot = new double[channels];
        for (int k = size - 1; k >= 0; k--) {
            int i = SIDE * k;
            int next = behind[i];
            int below = behind[i + 1];
            int belowRight = behind[i + 2];
            int belowLeft = behind[i + 3];
            double near = NEAR / pivots[k];
            double diagonally = DIAGONAL / pivots[k];
            for (int c = 0; c < channels; c++) {
                double earlier =
                        z[k * channels + c] + near * z[below + c] + diagonally * (z[belowRight + c] + z[belowLeft + c]);
                double value = earlier + near * z[next + c];
                z[k * channels + c] = value;
                dot[c] += value * r[k * channels + c];
            }
        }
        return dot;
    }
}
