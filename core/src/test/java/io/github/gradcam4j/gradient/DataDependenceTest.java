package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Graphs that select, move or count by integers that are computed from the image. */
class DataDependenceTest {

    private static final long[] X = shape(1, 3, 6, 5);

    /** Adds the row with the largest sum, a vector of one element. */
    private static String row(TestGraph g, String x) {
        var sums = g.op("ReduceSum", Attributes.of("keepdims", 0), x, g.ints(0, 1, 3));
        return g.op("ArgMax", Attributes.of("axis", 0), sums);
    }

    private static String atMost(TestGraph g, String integers, long most) {
        return g.op("Min", integers, g.ints(most));
    }

    @TestFactory
    Stream<DynamicTest> selections() {
        var rows = Attributes.of("axis", 2);
        return Stream.of(
                of("Gather of one row", 13, X, (g, x) -> g.op("Gather", rows, x, row(g, x))),
                of("Gather of a scalar", 13, X, (g, x) -> g.op("Gather", rows, x, g.op("Squeeze", row(g, x)))),
                of("Slice of two rows", 13, X, (g, x) -> {
                    var start = atMost(g, row(g, x), 4);
                    return g.op("Slice", x, start, g.op("Add", start, g.ints(2)), g.ints(2));
                }),
                of("Slice backward, in steps of a computed size", 13, X, (g, x) -> {
                    var step = g.op("Sub", g.op("Mul", row(g, x), g.ints(0)), g.ints(2));
                    return g.op("Slice", x, g.ints(5), g.ints(-7), g.ints(2), step);
                }),
                of(
                        "Slice to the end",
                        13,
                        X,
                        (g, x) -> g.op(
                                "ReduceSum",
                                Attributes.of("keepdims", 0),
                                g.op("Slice", x, row(g, x), g.ints(99), g.ints(2)),
                                g.ints(2))));
    }

    @TestFactory
    Stream<DynamicTest> moves() {
        return Stream.of("constant", "reflect", "edge", "wrap")
                .map(mode -> of("Pad, " + mode, 18, X, (g, x) -> {
                    var before = atMost(g, row(g, x), 3);
                    var after = g.op("Sub", g.ints(4), before);
                    var none = g.ints(0, 0);
                    var pads =
                            g.op("Concat", Attributes.of("axis", 0), none, before, g.ints(0), none, after, g.ints(0));
                    return g.op("Pad", Attributes.of("mode", mode), x, pads);
                }));
    }

    @TestFactory
    Stream<DynamicTest> bounds() {
        return Stream.of(of("Clip at the mean", 13, X, (g, x) -> {
            var mean = g.op("ReduceMean", Attributes.of("keepdims", 0), g.op("Cast", Attributes.of("to", 7), x));
            return g.op("Clip", x, g.op("Cast", Attributes.of("to", 1), mean));
        }));
    }

    @Test
    void aRuleThatNeedsAShapeThatDependsOnTheImageSaysSo() {
        var g = TestGraph.opset(18);
        var x = g.x(1, 3, 6, 5);
        var rows = g.op("Slice", x, g.ints(0), g.op("Add", row(g, x), g.ints(1)), g.ints(2));
        var graph = g.model(g.op("GlobalAveragePool", rows));
        var message = assertThrows(
                        NoGradientException.class,
                        () -> GradientGraph.vectorJacobian(graph, Map.of("x", Tensor.zeros(1, 3, 6, 5))))
                .getMessage();
        assertTrue(message.contains("GlobalAveragePool"), message);
        assertTrue(message.contains("depends on the image"), message);
    }
}
