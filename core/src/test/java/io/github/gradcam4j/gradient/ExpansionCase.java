package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * A use of an operator that is expanded, compared with ONNX Runtime's kernel of the operator itself: all outputs, and
 * the gradient with finite differences of the kernel.
 */
final class ExpansionCase {

    private static final float TOLERANCE = 2e-5f;

    /** Adds the operator to a graph with the input x and returns its outputs; the first one is differentiated. */
    @FunctionalInterface
    interface Formula extends BiFunction<TestGraph, String, String[]> {}

    private ExpansionCase() {}

    static DynamicTest of(String name, int opset, long[] shape, RuleCase.Formula formula) {
        return ofOutputs(name, opset, shape, (g, x) -> new String[] {formula.apply(g, x)});
    }

    static DynamicTest ofOutputs(String name, int opset, long[] shape, Formula formula) {
        return test(name, opset, shape, () -> {
            var model = model(opset, shape, formula);
            var x = FiniteDifferences.offKinks(11, shape);
            compare(model, model.expandOperators(), x);
            FiniteDifferences.check(model, x);
        });
    }

    /** Returns a test of an operator in which a step may cross a kink of an inner tensor. */
    static DynamicTest ofNet(String name, int opset, long[] shape, RuleCase.Formula formula) {
        return test(name, opset, shape, () -> {
            var model = model(opset, shape, (g, x) -> new String[] {formula.apply(g, x)});
            var x = FiniteDifferences.offKinks(11, shape);
            compare(model, model.expandOperators(), x);
            FiniteDifferences.checkNet(model, x);
        });
    }

    /** Returns a test of an operator without a kernel on the CPU, against another graph that computes the same. */
    static DynamicTest ofDefinition(
            String name, int opset, long[] shape, RuleCase.Formula formula, RuleCase.Formula definition) {
        return test(name, opset, shape, () -> {
            var expanded = model(opset, shape, (g, x) -> new String[] {g.op("Identity", formula.apply(g, x))})
                    .expandOperators();
            var wanted = model(opset, shape, (g, x) -> new String[] {g.op("Identity", definition.apply(g, x))});
            var x = FiniteDifferences.offKinks(11, shape);
            compare(wanted, expanded, x);
            FiniteDifferences.check(expanded, x);
        });
    }

    private static DynamicTest test(String name, int opset, long[] shape, Executable check) {
        return DynamicTest.dynamicTest("%s, opset %d, x%s".formatted(name, opset, Arrays.toString(shape)), check);
    }

    private static Graph model(int opset, long[] shape, Formula formula) {
        var graph = TestGraph.opset(opset);
        return graph.model(
                formula.apply(graph, graph.x(Arrays.stream(shape).boxed().toArray())));
    }

    private static void compare(Graph model, Graph expanded, Tensor x) {
        var replaced = model.nodes().stream()
                .filter(n -> !n.domain().isEmpty() || model.opset() > 21)
                .map(Node::op)
                .toList();
        assertFalse(expanded.nodes().stream().anyMatch(n -> !n.domain().isEmpty()), "an operator is not expanded");
        assertEquals(model.outputNames(), expanded.outputNames());
        try (var kernel = Session.open(model);
                var body = Session.open(expanded)) {
            var wanted = kernel.run(Map.of("x", x));
            var actual = body.run(Map.of("x", x));
            for (String output : model.outputNames()) {
                assertArrayEquals(wanted.get(output).shape(), actual.get(output).shape(), output + " of " + replaced);
                assertArrayEquals(
                        wanted.get(output).toArray(),
                        actual.get(output).toArray(),
                        TOLERANCE,
                        output + " of " + replaced);
            }
        }
    }
}
