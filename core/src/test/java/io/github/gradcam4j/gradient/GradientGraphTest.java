package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.shape;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GradientGraphTest {

    @Test
    void aTensorUsedFiveTimesIsSummedOnce() {
        var g = TestGraph.opset(13);
        var x = g.x(2, 3);
        var t = g.op("Tanh", x);
        var five = g.op("Sum", g.op("Exp", t), g.op("Mul", t, t), g.op("Neg", t), g.op("Sin", t));
        var model = g.model(five);
        FiniteDifferences.check(model, FiniteDifferences.offKinks(1, 2, 3));
        var gradient = GradientGraph.vectorJacobian(model, Map.of("x", FiniteDifferences.offKinks(1, 2, 3)));
        var sums = gradient.graph().nodes().stream()
                .filter(n -> n.op().equals("Sum") && n.inputs().size() == 5)
                .toList();
        assertEquals(1, sums.size(), "one sum of five terms: Mul counts twice");
    }

    @Test
    void outputMayBeTheTensorItself() {
        var g = TestGraph.opset(13);
        var features = g.op("Tanh", g.x(1, 3));
        var model = g.model(g.op("Mul", features, features), features);
        var x = Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3));
        var forward = DifferentiableGraph.of(model, x);
        var gradient = GradientGraph.vectorJacobian(
                forward, forward.graph().outputNames().get(0), features);
        try (var runner = gradient.open()) {
            var d = runner.run(x, Tensor.of(new float[] {1, 1, 1}, 1, 3)).toArray();
            assertArrayEquals(
                    new float[] {2 * (float) Math.tanh(1), 2 * (float) Math.tanh(2), 2 * (float) Math.tanh(3)},
                    d,
                    1e-6f);
        }
    }

    @Test
    void withRespectToTheOutputTheGradientIsTheSeed() {
        var g = TestGraph.opset(13);
        var y = g.op("Relu", g.x(2));
        var x = Map.of("x", Tensor.of(new float[] {1, -1}, 2));
        var forward = DifferentiableGraph.of(g.model(y), x);
        try (var runner = GradientGraph.vectorJacobian(forward, y, y).open()) {
            assertArrayEquals(
                    new float[] {5, 6},
                    runner.run(x, Tensor.of(new float[] {5, 6}, 2)).toArray());
        }
    }

    @Test
    void withRespectToWeights() {
        var g = TestGraph.opset(13);
        var x = g.x("N", 2);
        var w = g.floats(new float[] {1, 2, 3, 4}, 2, 2);
        var y = g.op("MatMul", x, w);
        var inputs = Map.of("x", Tensor.of(new float[] {5, 7}, 1, 2));
        try (var runner = GradientGraph.vectorJacobian(DifferentiableGraph.of(g.model(y), inputs), y, w)
                .open()) {
            var d = runner.run(inputs, Tensor.of(new float[] {1, 10}, 1, 2));
            assertArrayEquals(new float[] {5, 50, 7, 70}, d.toArray());
        }
    }

    /** y = sum((a + b) c): two of three inputs have the same gradient, c. */
    @Test
    void severalInputsInOnePass() {
        var g = GraphBuilder.opset(18);
        for (String name : List.of("a", "b", "c")) {
            g.input(name, ElementType.FLOAT, "N", 2);
        }
        String products = g.node("products", "Mul", List.of(g.node("sum", "Add", List.of("a", "b")), "c"));
        g.output(g.node("y", "ReduceSum", List.of(products, g.vector(1)), Attributes.of("keepdims", 0)));
        var inputs = Map.of(
                "a", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2),
                "b", Tensor.of(new float[] {10, 20, 30, 40}, 2, 2),
                "c", Tensor.of(new float[] {5, 6, 7, 8}, 2, 2));
        var forward = DifferentiableGraph.of(g.build(), inputs);
        var gradient = GradientGraph.of(forward, "y", "c", "a", "b", "sum");
        assertEquals(
                List.of("c", "a", "b", "sum"), List.copyOf(gradient.gradients().keySet()));
        try (var runner = gradient.open()) {
            var d = runner.gradients(inputs);
            assertEquals(Tensor.of(new float[] {11, 22, 33, 44}, 2, 2), d.get("c"));
            for (String tensor : List.of("a", "b", "sum")) {
                assertEquals(inputs.get("c"), d.get(tensor), tensor);
            }
            assertThrows(IllegalStateException.class, () -> runner.run(inputs, inputs.get("c")));
        }
        try (var runner = GradientGraph.vectorJacobian(forward, "y", "a", "c").open()) {
            var d = runner.gradients(inputs, Tensor.of(new float[] {1, -1}, 2));
            assertEquals(Tensor.of(new float[] {5, 6, -7, -8}, 2, 2), d.get("a"));
            assertEquals(Tensor.of(new float[] {11, 22, -33, -44}, 2, 2), d.get("c"));
            assertThrows(IllegalStateException.class, () -> runner.gradients(inputs));
        }
        assertTrue(assertThrows(NoGradientException.class, () -> GradientGraph.of(forward, "sum", "a", "c"))
                .getMessage()
                .startsWith("no gradient flows from sum to c"));
    }

    @Test
    void anInitializerAsTheOnlyInputOfABranchPassesNothing() {
        var g = TestGraph.opset(13);
        var x = g.x(2, 3);
        var branch = g.op("Softmax", g.op("Relu", g.weights(2, 3)));
        FiniteDifferences.check(g.model(g.op("Mul", g.op("Tanh", x), branch)), FiniteDifferences.offKinks(1, 2, 3));
    }

    @Test
    void deadBranchesAreLeftOut() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 3);
        var y = g.op("Relu", x);
        var model = g.model(y, g.op("NonZero", g.op("Softmax", x)));
        var gradient = GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 3)));
        var operators = gradient.graph().nodes().stream().map(Node::op).collect(Collectors.toSet());
        assertTrue(operators.stream().noneMatch(List.of("Softmax", "NonZero")::contains), operators.toString());
    }

    @Test
    void aBatchOfThreeIsThreeBatchesOfOne() {
        var g = TestGraph.opset(13);
        var model = g.model(classifier(g, g.x("N", 3, 8, 8)));
        var example = Map.of("x", FiniteDifferences.gaussian(1, 2, 3, 8, 8));
        try (var runner = GradientGraph.vectorJacobian(model, example).open()) {
            var x = FiniteDifferences.gaussian(2, 3, 3, 8, 8);
            var seed = FiniteDifferences.gaussian(3, 3, 5);
            var together = runner.run(Map.of("x", x), seed).toArray();
            for (int n = 0; n < 3; n++) {
                var one =
                        runner.run(Map.of("x", part(x, n, 3)), part(seed, n, 3)).toArray();
                assertArrayEquals(one, Arrays.copyOfRange(together, n * one.length, (n + 1) * one.length), 1e-5f);
            }
        }
    }

    /** Adds convolutions, pooling, broadcasting, tokens and a mean: all rules that could assume a fixed batch. */
    private static String classifier(TestGraph g, String x) {
        var maps = g.op("Relu", g.batchNorm(g.conv(x, 3, 6, 3, 1), 6));
        var pooled = g.op("MaxPool", Attributes.of("kernel_shape", shape(2, 2)).and("strides", shape(2, 2)), maps);
        var gate = g.op("Sigmoid", g.conv(g.op("GlobalAveragePool", pooled), 6, 6, 1, 1));
        var shape = g.op("Concat", Attributes.of("axis", 0), g.size(x, 0), g.ints(6, -1));
        var tokens = g.op(
                "Transpose", Attributes.of("perm", shape(0, 2, 1)), g.op("Reshape", g.op("Mul", pooled, gate), shape));
        var first = g.op(
                "Expand", g.weights(1, 1, 6), g.op("Concat", Attributes.of("axis", 0), g.size(x, 0), g.ints(1, 6)));
        var all = g.op("Concat", Attributes.of("axis", 1), first, tokens);
        var scores =
                g.op("Softmax", g.op("MatMul", all, g.op("Transpose", Attributes.of("perm", shape(0, 2, 1)), all)));
        var mixed = g.op("Add", all, g.op("MatMul", scores, all));
        return g.gemm(g.op("ReduceMean", Attributes.of("axes", shape(1)).and("keepdims", 0), mixed), 6, 5);
    }

    private static Tensor part(Tensor whole, int n, int of) {
        var values = whole.toArray();
        int size = values.length / of;
        var shape = whole.shape().clone();
        shape[0] = 1;
        return Tensor.of(Arrays.copyOfRange(values, n * size, (n + 1) * size), shape);
    }

    @Test
    void aReductionOverTheBatchFollowsItsSize() {
        var g = TestGraph.opset(13);
        var x = g.x("N", 2);
        var model = g.model(g.op("ReduceMean", Attributes.of("axes", shape(0)).and("keepdims", 0), x));
        try (var runner = GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(2, 2)))
                .open()) {
            var d = runner.run(Map.of("x", Tensor.zeros(4, 2)), Tensor.of(new float[] {4, 8}, 2));
            assertArrayEquals(new float[] {1, 2, 1, 2, 1, 2, 1, 2}, d.toArray());
        }
    }

    @Test
    void aFixedBatchOfOne() {
        var g = TestGraph.opset(13);
        FiniteDifferences.checkNet(g.model(classifier(g, g.x(1, 3, 6, 6))), FiniteDifferences.gaussian(4, 1, 3, 6, 6));
    }

    @Test
    void anOutputBesideTheFirst() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 2);
        var second = g.op("Mul", x, x);
        var inputs = Map.of("x", Tensor.of(new float[] {3, 4}, 1, 2));
        var forward = DifferentiableGraph.of(g.model(g.op("Neg", x), second), inputs);
        try (var runner = GradientGraph.vectorJacobian(forward, second, "x").open()) {
            assertArrayEquals(
                    new float[] {6, 8},
                    runner.run(inputs, Tensor.of(new float[] {1, 1}, 1, 2)).toArray());
        }
    }

    @Test
    void anOperatorWithoutARuleIsNamed() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 3);
        var matrix = g.op("Einsum", Attributes.of("equation", "bi,bj->ij"), x, x);
        g.graph().add(new Node("head/Det", "", "Det", List.of(matrix), List.of("d"), Attributes.none()));
        var message = refusal(g.model("d"), shape(1, 3));
        assertTrue(message.contains("Det") && message.contains("head/Det"), message);
    }

    private static String refusal(Graph model, long[] shape) {
        var x = Map.of("x", FiniteDifferences.offKinks(1, shape));
        return assertThrows(NoGradientException.class, () -> GradientGraph.vectorJacobian(model, x))
                .getMessage();
    }

    @Test
    void anotherOperatorSetIsNamed() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 3);
        g.graph().add(new Node("cd", "com.microsoft", "CDist", List.of(x, x), List.of("y"), Attributes.none()));
        var message = refusal(g.model("y"), shape(1, 3));
        assertTrue(message.contains("com.microsoft") && message.contains("CDist"), message);
    }

    @Test
    void anOutputThatDoesNotDependOnTheInput() {
        var g = TestGraph.opset(13);
        g.x(1, 3);
        var message = refusal(g.model(g.op("Relu", g.weights(1, 3))), shape(1, 3));
        assertTrue(message.contains("does not depend"), message);
    }

    @Test
    void dropoutInTraining() {
        var g = TestGraph.opset(13);
        var training = g.op("Cast", Attributes.of("to", ElementType.BOOL.code()), g.ints(1));
        var on = g.op("Squeeze", training);
        var message = refusal(g.model(g.op("Dropout", g.x(1, 3), g.scalar(0.5), on)), shape(1, 3));
        assertTrue(message.contains("training"), message);
    }

    @Test
    void anOperatorSetThatIsTooOldIsRefused() {
        var g = TestGraph.opset(6);
        var model = g.model(g.op("Relu", g.x(1, 3)));
        var message = assertThrows(
                        InvalidModelException.class,
                        () -> GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 3))))
                .getMessage();
        assertTrue(message.contains("opset 6"), message);
    }
}
