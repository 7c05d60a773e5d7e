package io.github.gradcam4j.metric;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The sparseness of the heat: its concentration on few pixels (Chalasani et al., ICML 2020). */
public final class Sparseness implements Metric {

    @Override
    public String id() {
        return "sparseness";
    }

    @Override
    public String title() {
        return "Sparseness (Gini)";
    }

    @Override
    public String definition() {
        return "Gini index of the heat. 0 if all pixels are equal, towards 1 if one pixel has all heat; undefined "
                + "without heat. Chalasani et al., ICML 2020. Descriptive only; higher is not better.";
    }

    @Override
    public Direction direction() {
        return Direction.NEITHER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        var heat = input.heatMap();
        return heat.isZero() ? OptionalDouble.empty() : OptionalDouble.of(gini(heat.values()));
    }

    /** {@code 1 - 2 sum_i x_(i) (n - i + 1/2) / (n sum x)} over the values in ascending order, i from 1. */
    static double gini(float[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < sorted.length; i++) {
            sum += sorted[i];
            weighted += sorted[i] * (sorted.length - i - 0.5);
        }
        return 1 - 2 * weighted / (sorted.length * sum);
    }
}
