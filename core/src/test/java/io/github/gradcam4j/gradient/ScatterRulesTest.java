package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ScatterRulesTest {

    private static final long[] X = shape(4, 3);

    @TestFactory
    List<DynamicTest> reductions() {
        var tests = new ArrayList<DynamicTest>();
        for (String reduction : List.of("none", "add", "mul", "max", "min")) {
            var attributes = Attributes.of("reduction", reduction);
            // A position is written at most once, unless the reduction makes the order irrelevant.
            long again = reduction.equals("none") ? 2 : 0;
            tests.add(of(
                    reduction + ", of the data", 18, X, (g, x) -> elements(g, attributes, x, g.weights(2, 3), again)));
            tests.add(of(
                    reduction + ", of the updates",
                    18,
                    shape(2, 3),
                    (g, x) -> elements(g, attributes, g.weights(4, 3), x, again)));
            tests.add(of(
                    "slices, " + reduction + ", of the data",
                    18,
                    X,
                    (g, x) -> slices(g, attributes, x, g.weights(2, 3), again)));
            tests.add(of(
                    "slices, " + reduction + ", of the updates",
                    18,
                    shape(2, 3),
                    (g, x) -> slices(g, attributes, g.weights(4, 3), x, again)));
        }
        return tests;
    }

    private static String elements(TestGraph g, Attributes attributes, String x, String updates, long again) {
        var indices = g.table(shape(0, 1, 3, again, 2, 3 - 3 * (again / 2)), 2, 3);
        return g.op("ScatterElements", attributes, x, indices, updates);
    }

    private static String slices(TestGraph g, Attributes attributes, String x, String updates, long again) {
        return g.op("ScatterND", attributes, x, g.table(shape(0, again), 2, 1), updates);
    }

    /** Values of torch.scatter_reduce(prod) of PyTorch 1.13 in float64: [1, 2, 3] times 0, 5 at 0 and times 4 at 2. */
    @Test
    void aZeroAmongTheFactors() {
        var g = TestGraph.opset(18);
        var x = g.x(3);
        var base = g.floats(new float[] {1, 2, 3}, 3);
        var y = g.op("ScatterElements", Attributes.of("reduction", "mul"), base, g.ints(0, 0, 2), x);
        check(g, y, new float[] {0, 5, 4}, new float[] {5, 0, 3});
    }

    /** An extreme that two updates and the data share: each has a third, as for PyTorch's amax. */
    @Test
    void equalExtremes() {
        var g = TestGraph.opset(18);
        var x = g.x(3);
        var base = g.floats(new float[] {7, 2, 3}, 3);
        var y = g.op("ScatterElements", Attributes.of("reduction", "max"), base, g.ints(0, 0, 2), x);
        check(g, y, new float[] {7, 7, 4}, new float[] {1 / 3f, 1 / 3f, 1});
    }

    private static void check(TestGraph g, String y, float[] x, float[] expected) {
        var inputs = Map.of("x", Tensor.of(x, 3));
        try (var gradient = GradientGraph.vectorJacobian(g.model(y), inputs).open()) {
            var actual = gradient.run(inputs, Tensor.of(new float[] {1, 1, 1}, 3));
            assertArrayEquals(expected, actual.toArray(), 1e-6f);
        }
    }
}
