package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DynamicTest;

/** A use of an operator, checked by finite differences. */
final class RuleCase {

    /** Adds the operator to a graph with the input x and returns the output y. */
    @FunctionalInterface
    interface Formula extends BiFunction<TestGraph, String, String> {}

    private RuleCase() {}

    static long[] shape(long... dims) {
        return dims;
    }

    static DynamicTest of(String name, int opset, long[] shape, Formula formula) {
        return test(name, opset, FiniteDifferences.offKinks(11, shape), formula);
    }

    /** Returns a test with inputs of 0.5 and above. */
    static DynamicTest ofPositive(String name, int opset, long[] shape, Formula formula) {
        return test(name, opset, FiniteDifferences.positive(11, shape), formula);
    }

    static DynamicTest test(String name, int opset, Tensor x, Formula formula) {
        String title = "%s, opset %d, x%s".formatted(name, opset, Arrays.toString(x.shape()));
        return DynamicTest.dynamicTest(title, () -> {
            var graph = TestGraph.opset(opset);
            var dims = Arrays.stream(x.shape()).boxed().toArray();
            FiniteDifferences.check(graph.model(formula.apply(graph, graph.x(dims))), x);
        });
    }
}
