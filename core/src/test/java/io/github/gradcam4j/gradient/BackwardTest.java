package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a gradient flows through, and what it is refused by. */
class BackwardTest {

    @Test
    void aRuleThatIgnoresAnOutputIsRefused() {
        var g = TestGraph.opset(18);
        var parts = g.ops(2, "Split", Attributes.of("num_outputs", 2).and("axis", 1), g.x(1, 4));
        var forward = DifferentiableGraph.of(
                g.model(g.op("Mul", parts.get(0), parts.get(1))), Map.of("x", Tensor.zeros(1, 4)));
        var onlyFirst = RuleTable.standard().with("Split", (ctx, i) -> ctx.dy().pad(new long[2], new long[] {0, 2}));
        var message = assertThrows(
                        NoGradientException.class,
                        () -> new Backward(
                                        forward.graph(),
                                        forward.shapes(),
                                        onlyFirst,
                                        GraphBuilder.from(forward.graph()))
                                .write(forward.graph().outputNames().get(0), parts.get(0), List.of("x")))
                .getMessage();
        assertEquals(
                "Split (node split) has no gradient for its output 1, split_1, on which the result depends", message);
    }

    @Test
    void anInputWithoutAGradientIsNamed() {
        var g = TestGraph.opset(18);
        var x = g.x(1, 2, 3, 3);
        var kernel = g.op("Mul", x, g.weights(2, 2, 3, 3));
        var message = refusal(g.model(g.op("Conv", g.weights(1, 2, 5, 5), kernel)), 1, 2, 3, 3);
        assertEquals("Conv (node conv) has no gradient for its input 1, mul, on which the result depends", message);
    }

    @Test
    void aStepFunctionBetweenIsNamed() {
        var g = TestGraph.opset(18);
        var message = refusal(g.model(g.op("Floor", g.op("Exp", g.x(1, 3)))), 1, 3);
        assertEquals(
                "no gradient flows from floor to x: between them are only operators whose gradient is zero, such as"
                        + " Floor (node floor)",
                message);
    }

    private static String refusal(Graph model, long... shape) {
        var inputs = Map.of("x", FiniteDifferences.offKinks(1, shape));
        return assertThrows(NoGradientException.class, () -> GradientGraph.of(model, inputs))
                .getMessage();
    }

    /** As PyTorch's casts: the derivative of rounding to fewer bits is 1, that of integers 0. */
    @Test
    void castsPassTheGradientThroughRealNumbersOnly() {
        for (var type : ElementType.values()) {
            if (type == ElementType.INT64 || type == ElementType.UINT8 || type.isReal() && type.bytes() > 0) {
                var g = TestGraph.opset(19);
                var x = g.x(1, 2);
                var there = g.op("Cast", Attributes.of("to", type.code()), x);
                var back = g.op("Cast", Attributes.of("to", 1), there);
                assertArrayEquals(
                        type.isReal() ? new float[] {2, 2} : new float[] {1, 1},
                        gradient(g.model(g.op("Add", x, back)), 1, 2),
                        type.toString());
            }
        }
    }

    @Test
    void aMaximumOfColumnsByItsIndex() {
        var g = TestGraph.opset(13);
        var window = Attributes.of("kernel_shape", new long[] {2, 2}).and("storage_order", 1);
        var outputs =
                g.ops(2, "MaxPool", window, g.graph().node("maps", "Reshape", List.of(g.x(1, 6), g.ints(1, 1, 2, 3))));
        var index = g.op("Cast", Attributes.of("to", 1), outputs.get(1));
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 3, 5},
                gradient(g.model(g.op("Mul", outputs.get(0), index)), 1, 2, 3, 4, 6, 8),
                "indices 3 and 5");
    }

    @Test
    void theValuesOfOneHot() {
        var g = TestGraph.opset(13);
        var hot =
                g.op("OneHot", g.table(new long[] {1, 0, -1}, 3), g.integer(4), g.op("Squeeze", g.x(1, 2), g.ints(0)));
        assertArrayEquals(new float[] {9, 3}, gradient(g.model(hot), 5, 7));
    }

    private static float[] gradient(Graph model, float... x) {
        var inputs = Map.of("x", Tensor.of(x, 1, x.length));
        var forward = DifferentiableGraph.of(model, inputs);
        String output = model.outputNames().get(0);
        var shape = forward.shapes().of(output);
        var ones = Tensor.zeros(shape);
        for (int i = 0; i < ones.size(); i++) {
            ones.floats().put(i, 1);
        }
        try (var runner = GradientGraph.of(forward, output, "x").open()) {
            return runner.run(inputs, ones).toArray();
        }
    }
}
