package io.github.gradcam4j.internal.model;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * A function {@code factor * x + summand}, the same for all channels or one for each.
 *
 * @param factors one value, or one per channel
 * @param summands as many as the factors
 */
record Affine(double[] factors, double[] summands) {

    static final Affine IDENTITY = new Affine(new double[] {1}, new double[] {0});

    /** Returns the function plus {@code sign} times constants. */
    Affine plus(double[] constants, int sign) {
        return new Affine(
                combined(factors, constants, (f, c) -> f), combined(summands, constants, (s, c) -> s + sign * c));
    }

    /** Returns the function times constants. */
    Affine times(double... constants) {
        DoubleBinaryOperator product = (a, b) -> a * b;
        return new Affine(combined(factors, constants, product), combined(summands, constants, product));
    }

    /** Returns the function divided by constants. */
    Affine divided(double[] constants) {
        return times(Arrays.stream(constants).map(c -> 1 / c).toArray());
    }

    /** Returns the input at which the function of each channel is 0, and its negative offset: the mean it subtracts. */
    double[] means() {
        return combined(summands, factors, (s, f) -> -s / f);
    }

    boolean isIdentity() {
        return Arrays.stream(factors).allMatch(f -> f == 1)
                && Arrays.stream(summands).allMatch(s -> s == 0);
    }

    /** Returns the mean magnitude of the factors. */
    double factor() {
        return Arrays.stream(factors).map(Math::abs).average().orElse(1);
    }

    /** Returns the mean magnitude of the summands. */
    double summand() {
        return Arrays.stream(summands).map(Math::abs).average().orElse(0);
    }

    private static double[] combined(double[] a, double[] b, DoubleBinaryOperator function) {
        int size = Math.max(a.length, b.length);
        var result = new double[size];
        Arrays.setAll(result, i -> function.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]));
        return result;
    }
}
