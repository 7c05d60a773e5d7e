package io.github.gradcam4j.bench;

import java.util.Arrays;

/**
 * The time of a case.
 *
 * @param name the case
 * @param median in milliseconds
 * @param low the first quartile, in milliseconds
 * @param high the third quartile, in milliseconds
 * @param ratio the median of the rounds' ratios to the first case
 */
public record Measurement(String name, double median, double low, double high, double ratio) {

    private static final double MILLISECOND = 1e6;

    /**
     * Computes the statistics of a case.
     *
     * @param nanos the case's time in each round, in nanoseconds
     * @param baseline the first case's time in each round, in nanoseconds
     */
    static Measurement of(String name, long[] nanos, long[] baseline) {
        var ratios = new double[nanos.length];
        Arrays.setAll(ratios, i -> (double) nanos[i] / baseline[i]);
        var milliseconds =
                Arrays.stream(nanos).mapToDouble(n -> n / MILLISECOND).toArray();
        return new Measurement(
                name,
                quantile(milliseconds, 0.5),
                quantile(milliseconds, 0.25),
                quantile(milliseconds, 0.75),
                quantile(ratios, 0.5));
    }

    /** Returns a quantile, interpolated linearly between neighbors (definition 7 of Hyndman and Fan, 1996). */
    static double quantile(double[] values, double q) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        double position = q * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
