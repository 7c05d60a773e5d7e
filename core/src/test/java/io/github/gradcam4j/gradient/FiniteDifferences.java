package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Random;

/**
 * Compares a gradient graph with differences of the model itself, run by ONNX Runtime in float32.
 *
 * <p>The step is 2^-7: inputs are multiples of 2^-6 that a step leaves exact, and its truncation error, f''' h^2 / 6 =
 * 1e-5 f''', is about as large as the rounding error, 6e-8 |y| / h = 8e-6 |y|. The tolerance of 2e-3 of the largest
 * element leaves room for f''' of some dozens, and none for a wrong factor or place; where functions saturate, the
 * gradient is small and the rounding of all outputs is added.
 */
final class FiniteDifferences {

    static final float STEP = 0x1p-7f;
    private static final double TOLERANCE = 2e-3;

    private FiniteDifferences() {}

    /**
     * Returns values that differ by at least 2^-5, and by 2^-6 from the multiples of 2^-5, where operators have kinks.
     */
    static Tensor offKinks(long seed, long... shape) {
        int n = (int) Constant.elements(shape);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < n; i++) {
            order.add(i - n / 2);
        }
        Collections.shuffle(order, new Random(seed));
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = order.get(i) * 0x1p-5f + 0x1p-6f;
        }
        return Tensor.of(values, shape);
    }

    /** Returns the same values shifted to 0.5 and above. */
    static Tensor positive(long seed, long... shape) {
        var x = offKinks(seed, shape);
        var values = x.toArray();
        float least = Float.MAX_VALUE;
        for (float v : values) {
            least = Math.min(least, v);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.5f - least;
        }
        return Tensor.of(values, shape);
    }

    static Tensor gaussian(long seed, long... shape) {
        var random = new Random(seed);
        var values = new float[(int) Constant.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    /** Checks the gradient at an input away from kinks, see {@link #offKinks}. */
    static void check(Graph model, Tensor x) {
        check(model, x, false);
    }

    /** Checks a network, where a step may cross a kink of an inner tensor: the slope on either side is accepted. */
    static void checkNet(Graph model, Tensor x) {
        check(model, x, true);
    }

    private static void check(Graph graph, Tensor x, boolean kinks) {
        String input = graph.inputNames().get(0);
        // As in a model, the graph is prepared for another image: nothing of its values may be left in the gradient.
        var gradient = GradientGraph.vectorJacobian(graph, Map.of(input, Tensor.zeros(x.shape())));
        try (var forward = Session.open(graph);
                var backward = gradient.open()) {
            var y = forward.run(Map.of(input, x)).get(gradient.output());
            var seed = gaussian(3, y.shape());
            var actual = backward.run(Map.of(input, x), seed);
            assertArrayEquals(x.shape(), actual.shape(), "shape of the gradient");
            compare(
                    actual.toArray(),
                    new Slopes(forward, input, gradient.output(), seed),
                    x.toArray(),
                    x.shape(),
                    kinks);
        }
    }

    private static void compare(float[] actual, Slopes slopes, float[] x, long[] shape, boolean kinks) {
        double at = slopes.value(x, shape);
        var errors = new double[x.length];
        var central = new double[x.length];
        double largest = 1e-2;
        double rounding = slopes.magnitude(x, shape) * Math.ulp(1f) / 2 / STEP;
        for (int i = 0; i < x.length; i++) {
            double above = slopes.moved(x, shape, i, STEP);
            double below = slopes.moved(x, shape, i, -STEP);
            central[i] = (above - below) / (2 * STEP);
            errors[i] = Math.abs(actual[i] - central[i]);
            if (kinks) {
                errors[i] = Math.min(errors[i], Math.abs(actual[i] - (above - at) / STEP));
                errors[i] = Math.min(errors[i], Math.abs(actual[i] - (at - below) / STEP));
            }
            largest = Math.max(largest, Math.abs(central[i]));
        }
        int wrong = 0;
        int last = -1;
        for (int i = 0; i < x.length; i++) {
            // NaN is wrong too.
            if (!(errors[i] <= TOLERANCE * largest + rounding)) {
                wrong++;
                last = i;
            }
        }
        // Between two kinks neither slope is right; a network may have a few such positions.
        if (wrong > (kinks ? x.length / 20 : 0)) {
            fail("%d elements of %d are wrong: at %d the gradient is %g, the difference %g"
                    .formatted(wrong, x.length, last, actual[last], central[last]));
        }
    }

    /** The differentiated function: sum(seed * y). */
    private record Slopes(Session forward, String input, String output, Tensor seed) {

        double moved(float[] x, long[] shape, int i, float step) {
            var moved = x.clone();
            moved[i] += step;
            return value(moved, shape);
        }

        /** The sum of the absolute values of all terms. */
        double magnitude(float[] x, long[] shape) {
            var y = forward.run(Map.of(input, Tensor.of(x, shape))).get(output).toArray();
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                sum += Math.abs((double) seed.floats().get(i) * y[i]);
            }
            return sum;
        }

        double value(float[] x, long[] shape) {
            var y = forward.run(Map.of(input, Tensor.of(x, shape))).get(output).toArray();
            var weights = seed.toArray();
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                sum += (double) weights[i] * y[i];
            }
            return sum;
        }
    }
}
