package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Paths of the gradient through a graph, and the refusals of the backward walk. */
class BackwardTest {

    @Test
    void aRuleThatIgnoresAnOutputIsRefused() {
        var g = TestGraph.opset(18);
        var parts = g.ops(2, "Split", Attributes.of("num_outputs", 2).and("axis", 1), g.x(1, 4));
        var forward = DifferentiableGraph.of(
                g.model(g.op("Mul", parts.get(0), parts.get(1))), Map.of("x", Tensor.zeros(1, 4)));
        var onlyFirst =
                RuleTable.standard().with("Split", (ctx, dy) -> Grads.grads(dy.pad(new long[2], new long[] {0, 2})));
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
    void aCommonExpressionIsWrittenOnce() {
        var g = TestGraph.opset(18);
        var x = g.x(1, 3);
        var quotients = backward(g.model(g.op("Div", g.op("Exp", x), g.op("Sqrt", x))), "Div");
        assertEquals(2, quotients.size(), "dy / b of both inputs of Div, and that of Sqrt: " + quotients);
    }

    @Test
    void anInputOffThePathAddsNoNodes() {
        var g = TestGraph.opset(18);
        var model = g.model(g.op("Mul", g.x(1, 3), g.weights(3)));
        assertEquals(1, backward(model, "Mul").size());
        assertEquals(0, backward(model, "ReduceSum").size(), "the sum over the batch is that of the weights");
    }

    @Test
    void constantsAreComputedBeforeTheRun() {
        var g = TestGraph.opset(18);
        var nodes = backward(g.model(g.op("Erf", g.x(1, 3))), "");
        assertEquals(
                List.of("Mul", "Neg", "Exp", "Mul", "Mul"),
                nodes.stream().map(Node::op).toList(),
                "2 / sqrt(pi) is a constant");
    }

    /** Returns the nodes of the backward graph that have an operator, or all nodes. */
    private static List<Node> backward(Graph model, String op) {
        return GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 3))).graph().nodes().stream()
                .filter(n -> n.output().startsWith("grad/") && (op.isEmpty() || n.op().equals(op)))
                .toList();
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
        return assertThrows(NoGradientException.class, () -> GradientGraph.vectorJacobian(model, inputs))
                .getMessage();
    }

    /** As PyTorch's casts: the derivative of rounding to fewer bits is 1, that of integers 0. */
    @Test
    void castsPassTheGradientThroughRealNumbersOnly() {
        for (var type : ElementType.values()) {
            boolean cast = type.isReal() && type.bytes() > 0 && type != ElementType.FLOAT8E8M0;
            if (type == ElementType.INT64 || type == ElementType.UINT8 || cast) {
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

    /** ReLU6 is a ReLU; the Clip of a hard swish is not. */
    @Test
    void guidedClips() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 5);
        var relu6 = g.op("Clip", x, g.scalar(0), g.scalar(6));
        var gate = g.op("Clip", g.op("Add", x, g.scalar(3)), g.scalar(0), g.scalar(6));
        var model =
                g.model(g.op("Mul", relu6, g.floats(new float[] {1, 1, -1, 2, 1}, 5)), g.op("Mul", gate, g.scalar(-1)));
        float[] values = {-1, 0, 2, 4, 7};
        assertArrayEquals(new float[] {0, 0, -1, 2, 0}, gradient(model, 0, BackwardMode.EXACT, values));
        assertArrayEquals(new float[] {0, 0, 0, 2, 0}, gradient(model, 0, BackwardMode.GUIDED, values));
        assertArrayEquals(new float[] {-1, -1, -1, 0, 0}, gradient(model, 1, BackwardMode.GUIDED, values));
    }

    private static float[] gradient(Graph model, int output, BackwardMode mode, float... x) {
        var inputs = Map.of("x", Tensor.of(x, 1, x.length));
        var forward = DifferentiableGraph.of(model, inputs);
        var builder = GraphBuilder.from(forward.graph());
        var seed = builder.constant("seed", ones(x.length), 1, x.length);
        var dx = forward.appendGradients(builder, model.outputNames().get(output), seed, List.of("x"), mode)
                .get("x");
        builder.output(dx);
        try (var session = Session.open(builder.build())) {
            return session.run(inputs).get(dx).toArray();
        }
    }

    private static float[] ones(int n) {
        var values = new float[n];
        Arrays.fill(values, 1);
        return values;
    }

    private static float[] gradient(Graph model, float... x) {
        var inputs = Map.of("x", Tensor.of(x, 1, x.length));
        var forward = DifferentiableGraph.of(model, inputs);
        String output = model.outputNames().get(0);
        var shape = forward.shapes().of(output);
        var ones = Tensor.of(ones((int) Constant.elements(shape)), shape);
        try (var runner = GradientGraph.vectorJacobian(forward, output, "x").open()) {
            return runner.run(inputs, ones).toArray();
        }
    }
}
