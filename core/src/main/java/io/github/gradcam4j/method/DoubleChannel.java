package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureMaps;
import java.util.Arrays;
import java.util.function.IntFunction;

/** A channel in float64. An array of one element is one number for all positions. */
final class DoubleChannel implements Channel<DoubleChannel> {

    private final double[] values;

    /** @param values not copied, not written to */
    private DoubleChannel(double[] values) {
        this.values = values;
    }

    static DoubleChannel of(FeatureMaps maps, int channel) {
        var values = new double[maps.area()];
        for (int p = 0; p < values.length; p++) {
            values[p] = maps.at(channel, p);
        }
        return new DoubleChannel(values);
    }

    /**
     * Returns a channel of many.
     *
     * @param all [K, h w]
     */
    static DoubleChannel of(double[] all, int channel, int area) {
        return new DoubleChannel(Arrays.copyOfRange(all, channel * area, (channel + 1) * area));
    }

    /** Returns the sum of the terms of all channels, in the order of the channels. */
    static HeatMap sum(FeatureMaps shape, IntFunction<DoubleChannel> term) {
        var sums = new double[shape.area()];
        for (int k = 0; k < shape.channels(); k++) {
            var values = term.apply(k).atPositions(sums.length);
            for (int p = 0; p < sums.length; p++) {
                sums[p] += values[p];
            }
        }
        return WeightedSum.map(sums, shape);
    }

    /** Returns the value at each of {@code n} positions. */
    private double[] atPositions(int n) {
        if (values.length == n) {
            return values;
        }
        var repeated = new double[n];
        Arrays.fill(repeated, values[0]);
        return repeated;
    }

    // Loops instead of operators as arguments: the compiler inlines no call that has several targets.

    @Override
    public DoubleChannel plus(DoubleChannel other) {
        int n = Math.max(values.length, other.values.length);
        var left = atPositions(n);
        var right = other.atPositions(n);
        var sum = new double[n];
        for (int p = 0; p < n; p++) {
            sum[p] = left[p] + right[p];
        }
        return new DoubleChannel(sum);
    }

    @Override
    public DoubleChannel times(DoubleChannel other) {
        int n = Math.max(values.length, other.values.length);
        var left = atPositions(n);
        var right = other.atPositions(n);
        var product = new double[n];
        for (int p = 0; p < n; p++) {
            product[p] = left[p] * right[p];
        }
        return new DoubleChannel(product);
    }

    @Override
    public DoubleChannel div(DoubleChannel other) {
        int n = Math.max(values.length, other.values.length);
        var left = atPositions(n);
        var right = other.atPositions(n);
        var quotient = new double[n];
        for (int p = 0; p < n; p++) {
            quotient[p] = left[p] / right[p];
        }
        return new DoubleChannel(quotient);
    }

    private static DoubleChannel number(double value) {
        return new DoubleChannel(new double[] {value});
    }

    @Override
    public DoubleChannel plus(double c) {
        return plus(number(c));
    }

    @Override
    public DoubleChannel times(double c) {
        return times(number(c));
    }

    @Override
    public DoubleChannel reciprocal() {
        return number(1).div(this);
    }

    @Override
    public DoubleChannel max(double c) {
        var greater = new double[values.length];
        for (int p = 0; p < greater.length; p++) {
            greater[p] = Math.max(values[p], c);
        }
        return new DoubleChannel(greater);
    }

    @Override
    public DoubleChannel relu() {
        return max(0);
    }

    @Override
    public DoubleChannel sum() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return number(sum);
    }

    @Override
    public DoubleChannel mean() {
        return sum().div(number(values.length));
    }
}
