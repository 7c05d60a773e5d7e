package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.model.FeatureMaps;

/** Sums over channels, in double precision: thousands of terms of either sign nearly cancel. */
final class WeightedSum {

    private WeightedSum() {}

    /** Returns {@code sum_k w_k A_k}. */
    static HeatMap of(FeatureMaps maps, double[] weights) {
        return sum(maps, (k, p) -> weights[k] * maps.at(k, p));
    }

    /** Computes a term of the sum at a channel and a position. */
    @FunctionalInterface
    interface Term {
        double at(int channel, int position);
    }

    /** Returns {@code sum_k term(k, p)} at each position p. */
    static HeatMap sum(FeatureMaps shape, Term term) {
        var sums = new double[shape.area()];
        for (int k = 0; k < shape.channels(); k++) {
            for (int p = 0; p < sums.length; p++) {
                sums[p] += term.at(k, p);
            }
        }
        return map(sums, shape);
    }

    /** Rounds a map to float32. */
    static HeatMap map(double[] sums, FeatureMaps shape) {
        var values = new float[sums.length];
        for (int p = 0; p < values.length; p++) {
            values[p] = (float) sums[p];
        }
        return HeatMap.of(values, shape.height(), shape.width());
    }
}
