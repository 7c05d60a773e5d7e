package io.github.gradcam4j.bench;

import java.util.Arrays;

/**
 * What a case took.
 *
 * @param median milliseconds
 * @param low milliseconds, the first quartile
 * @param high milliseconds, the third quartile
 * @param ratio the median of the rounds' ratios to the first case
 */
public record Measured(String name, double median, double low, double high, double ratio) {

    private static final double MILLISECOND = 1e6;

    /**
     * @param nanos the time of each round
     * @param baseline the first case's time of each round
     */
    static Measured of(String name, long[] nanos, long[] baseline) {
        var ratios = new double[nanos.length];
        Arrays.setAll(ratios, i -> (double) nanos[i] / baseline[i]);
        var milliseconds =
                Arrays.stream(nanos).mapToDouble(n -> n / MILLISECOND).toArray();
        return new Measured(
                name,
                quantile(milliseconds, 0.5),
                quantile(milliseconds, 0.25),
                quantile(milliseconds, 0.75),
                quantile(ratios, 0.5));
    }

    /** Linear between neighbors. */
    static double quantile(double[] values, double q) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
