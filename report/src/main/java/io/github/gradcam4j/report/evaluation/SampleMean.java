package io.github.gradcam4j.report.evaluation;

import java.util.List;

/**
 * The mean of a sample.
 *
 * @param error the standard error of the mean, s / sqrt(n) with s the sample's standard deviation; NaN for one value
 */
record SampleMean(double value, double error) {

    /** @param values one or more */
    static SampleMean of(List<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new SampleMean(mean, n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
    }
}
