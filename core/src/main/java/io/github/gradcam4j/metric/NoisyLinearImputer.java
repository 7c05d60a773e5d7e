package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.BitSet;

/**
 * Noisy linear imputation of ROAD (Rong et al., ICML 2022), without the noise: each removed pixel is the mean of its
 * eight neighbors, the four nearest weighted 1/6 and the others 1/12, solved for all removed pixels by conjugate
 * gradients.
 */
final class NoisyLinearImputer {

    private static final double NEAR = 1 / 6.0;
    private static final double DIAGONAL = 1 / 12.0;
    private static final double TOLERANCE = 1e-3;
    private static final int MOST_STEPS = 300;

    private final int height;
    private final int width;
    private final BitSet removed;

    private NoisyLinearImputer(int height, int width, BitSet removed) {
        this.height = height;
        this.width = width;
        this.removed = removed;
    }

    /** @param removed not all pixels */
    static FeatureMaps of(FeatureMaps input, BitSet removed) {
        if (removed.cardinality() == input.area()) {
            throw new IllegalArgumentException("no pixel is left to impute the removed ones from");
        }
        var imputation = new NoisyLinearImputer(input.height(), input.width(), removed);
        var channels = new double[input.channels()][];
        for (int c = 0; c < channels.length; c++) {
            var values = new double[input.area()];
            for (int p = 0; p < values.length; p++) {
                values[p] = removed.get(p) ? 0 : input.at(c, p);
            }
            channels[c] = imputation.solve(values);
        }
        return input.apply((c, p) -> channels[c][p]);
    }

    /** Solves {@code L x = 0} at the removed pixels for given other pixels; starts at their mean. */
    private double[] solve(double[] values) {
        double kept = 0;
        for (double value : values) {
            kept += value;
        }
        double mean = kept / (values.length - removed.cardinality());
        var x = values.clone();
        removed.stream().forEach(p -> x[p] = mean);
        var residual = laplacian(x);
        for (int p = 0; p < residual.length; p++) {
            residual[p] = -residual[p];
        }
        var direction = residual.clone();
        double square = dot(residual, residual);
        double enough = TOLERANCE * TOLERANCE * square;
        for (int step = 0; step < MOST_STEPS && square > enough; step++) {
            var applied = laplacian(direction);
            double length = square / dot(direction, applied);
            for (int p = removed.nextSetBit(0); p >= 0; p = removed.nextSetBit(p + 1)) {
                x[p] += length * direction[p];
                residual[p] -= length * applied[p];
            }
            double next = dot(residual, residual);
            for (int p = removed.nextSetBit(0); p >= 0; p = removed.nextSetBit(p + 1)) {
                direction[p] = residual[p] + next / square * direction[p];
            }
            square = next;
        }
        return x;
    }

    /** Returns at each removed pixel the weighted sum of its differences from its neighbors, 0 elsewhere. */
    private double[] laplacian(double[] x) {
        var result = new double[x.length];
        for (int p = removed.nextSetBit(0); p >= 0; p = removed.nextSetBit(p + 1)) {
            int row = p / width;
            int column = p % width;
            double sum = 0;
            for (int y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++) {
                for (int z = Math.max(column - 1, 0); z <= Math.min(column + 1, width - 1); z++) {
                    double weight = y == row || z == column ? NEAR : DIAGONAL;
                    sum += weight * (x[p] - x[y * width + z]);
                }
            }
            result[p] = sum;
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
