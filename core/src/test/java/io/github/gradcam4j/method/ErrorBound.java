package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A channel in float64 and, for each number, a bound on what float32 arithmetic may lose, for any order of summation: u
 * = 2^-24 of each result, n u of the magnitudes of n summands (Higham, Accuracy and Stability of Numerical Algorithms,
 * section 3), the least subnormal number where a result underflows.
 */
record ErrorBound(double[] values, double[] errors) implements Channel<ErrorBound> {

    private static final double UNIT = 0x1p-24;
    private static final double LEAST = 0x1p-149;

    /** Returns a bound on the difference at each position between a map in float32 and {@link ChannelSum#attribute}. */
    static double[] of(ChannelSum method, FeatureMaps activations, FeatureMaps gradient) {
        var bounds = new double[activations.area()];
        for (int k = 0; k < activations.channels(); k++) {
            var term = method.term(exact(activations, k), exact(gradient, k));
            for (int p = 0; p < bounds.length; p++) {
                // Each of both results is rounded to float32 once more.
                bounds[p] += term.error(p) + (activations.channels() + 2) * UNIT * term.magnitude(p) + LEAST;
            }
        }
        return bounds;
    }

    private static ErrorBound exact(FeatureMaps maps, int channel) {
        var values = new double[maps.area()];
        for (int p = 0; p < values.length; p++) {
            values[p] = maps.at(channel, p);
        }
        return new ErrorBound(values, new double[values.length]);
    }

    private static ErrorBound number(double value) {
        return new ErrorBound(new double[] {value}, new double[] {UNIT * Math.abs(value)});
    }

    private double value(int p) {
        return values[values.length == 1 ? 0 : p];
    }

    private double error(int p) {
        return errors[errors.length == 1 ? 0 : p];
    }

    private double magnitude(int p) {
        return Math.abs(value(p)) + error(p);
    }

    @FunctionalInterface
    private interface Propagation {
        double error(int p, double result);
    }

    private ErrorBound with(ErrorBound other, DoubleBinaryOperator operator, Propagation propagation) {
        int n = Math.max(values.length, other.values.length);
        var results = new double[n];
        var bounds = new double[n];
        for (int p = 0; p < n; p++) {
            results[p] = operator.applyAsDouble(value(p), other.value(p));
            double error = propagation.error(p, results[p]);
            bounds[p] = error + UNIT * (Math.abs(results[p]) + error) + LEAST;
        }
        return new ErrorBound(results, bounds);
    }

    @Override
    public ErrorBound plus(ErrorBound other) {
        return with(other, Double::sum, (p, sum) -> error(p) + other.error(p));
    }

    @Override
    public ErrorBound times(ErrorBound other) {
        return with(
                other,
                (a, b) -> a * b,
                (p, product) -> error(p) * other.magnitude(p) + Math.abs(value(p)) * other.error(p));
    }

    @Override
    public ErrorBound div(ErrorBound other) {
        return with(other, (a, b) -> a / b, (p, quotient) -> {
            double least = Math.abs(other.value(p)) - other.error(p);
            return least > 0 ? (error(p) + Math.abs(quotient) * other.error(p)) / least : Double.POSITIVE_INFINITY;
        });
    }

    @Override
    public ErrorBound plus(double c) {
        return plus(number(c));
    }

    @Override
    public ErrorBound times(double c) {
        return times(number(c));
    }

    @Override
    public ErrorBound reciprocal() {
        return number(1).div(this);
    }

    private ErrorBound without(DoubleUnaryOperator operator) {
        var results = new double[values.length];
        for (int p = 0; p < results.length; p++) {
            results[p] = operator.applyAsDouble(values[p]);
        }
        return new ErrorBound(results, errors.clone());
    }

    @Override
    public ErrorBound max(double c) {
        var greater = without(value -> Math.max(value, c));
        for (int p = 0; p < values.length; p++) {
            greater.errors[p] = Math.max(greater.errors[p], UNIT * Math.abs(c));
        }
        return greater;
    }

    @Override
    public ErrorBound relu() {
        return without(value -> Math.max(value, 0));
    }

    @Override
    public ErrorBound sum() {
        double sum = 0;
        double error = 0;
        double magnitudes = 0;
        for (int p = 0; p < values.length; p++) {
            sum += values[p];
            error += errors[p];
            magnitudes += magnitude(p);
        }
        return new ErrorBound(new double[] {sum}, new double[] {error + values.length * UNIT * magnitudes});
    }

    @Override
    public ErrorBound mean() {
        return sum().div(number(values.length));
    }
}
