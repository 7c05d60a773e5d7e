package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.RuleCase.of;
import static io.github.gradcam4j.gradient.RuleCase.ofPositive;
import static io.github.gradcam4j.gradient.RuleCase.shape;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PoolingRulesTest {

    @TestFactory
    Stream<DynamicTest> inverses() {
        var kernel = Attributes.of("kernel_shape", new long[] {2, 2}).and("strides", new long[] {2, 2});
        return Stream.of(
                of("MaxUnpool", 11, new long[] {1, 2, 2, 2}, (g, x) -> {
                    var indices = g.table(new long[] {0, 3, 13, 10, 17, 22, 24, 31}, 1, 2, 2, 2);
                    return g.op("MaxUnpool", kernel, x, indices);
                }),
                of("Col2Im", 18, new long[] {2, 12, 6}, (g, x) -> g.op("Col2Im", x, g.ints(4, 3), g.ints(2, 2))),
                of(
                        "Col2Im with padding",
                        18,
                        new long[] {1, 8, 9},
                        (g, x) -> g.op(
                                "Col2Im",
                                Attributes.of("pads", new long[] {1, 0, 1, 1})
                                        .and("strides", new long[] {2, 1})
                                        .and("dilations", new long[] {1, 2}),
                                x,
                                g.ints(4, 4),
                                g.ints(2, 2))));
    }

    @TestFactory
    Stream<DynamicTest> paddedAutomatically() {
        return Stream.of("MaxPool", "AveragePool", "LpPool")
                .flatMap(op -> Stream.of("SAME_UPPER", "SAME_LOWER", "VALID").map(auto -> {
                    var attributes = Attributes.of("kernel_shape", shape(3, 2))
                            .and("strides", shape(2, 2))
                            .and("auto_pad", auto);
                    return of(op + " " + auto, 11, shape(1, 2, 6, 5), (g, x) -> g.op(op, attributes, x));
                }));
    }

    @TestFactory
    Stream<DynamicTest> ofOldOperatorSets() {
        var window = Attributes.of("kernel_shape", shape(3, 3)).and("strides", shape(2, 2));
        return Stream.of("MaxPool", "AveragePool", "LpPool")
                .flatMap(op -> Stream.of(7, 10, 12, 18, 21)
                        .map(opset -> of(op, opset, shape(1, 2, 7, 7), (g, x) -> g.op(op, window, x))));
    }

    @TestFactory
    Stream<DynamicTest> global() {
        return Stream.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")
                .flatMap(op -> Stream.of(
                        of(op, 7, shape(2, 3, 4), (g, x) -> g.op(op, x)),
                        of(op, 13, shape(2, 3, 4, 3), (g, x) -> g.op(op, x)),
                        of(op, 13, shape(2, 2, 2, 3, 3), (g, x) -> g.op(op, x))));
    }

    /** PyTorch exports lp_pool as a scaled average of powers with sign and relu. */
    @TestFactory
    Stream<DynamicTest> asExportersWriteThem() {
        var window = Attributes.of("kernel_shape", shape(2, 2)).and("strides", shape(2, 2));
        return Stream.of(
                ofPositive("lp_pool", 13, shape(1, 2, 4, 4), (g, x) -> {
                    var mean = g.op("AveragePool", window, g.op("Pow", x, g.scalar(2)));
                    var magnitude = g.op("Mul", g.op("Sign", mean), g.op("Relu", g.op("Abs", mean)));
                    return g.op("Pow", g.op("Mul", magnitude, g.scalar(4)), g.scalar(0.5));
                }),
                of(
                        "average that counts padding",
                        13,
                        shape(1, 2, 5, 5),
                        (g, x) -> g.op("AveragePool", window, g.op("Pad", x, g.ints(0, 0, 1, 1, 0, 0, 1, 1)))),
                of(
                        "AvgPool1d by squeezing",
                        13,
                        shape(2, 3, 6),
                        (g, x) -> g.op(
                                "Squeeze",
                                g.op(
                                        "AveragePool",
                                        Attributes.of("kernel_shape", shape(1, 2))
                                                .and("strides", shape(1, 2)),
                                        g.op("Unsqueeze", x, g.ints(2))),
                                g.ints(2))));
    }

    /** PyTorch does the same. */
    @Test
    void aTieGoesToTheFirst() {
        var g = TestGraph.opset(13);
        var model = g.model(g.op("MaxPool", Attributes.of("kernel_shape", shape(2, 2)), g.x(1, 1, 2, 2)));
        var x = Map.of("x", Tensor.of(new float[] {1, 3, 3, 3}, 1, 1, 2, 2));
        try (var runner = GradientGraph.vectorJacobian(model, x).open()) {
            var gradient = runner.run(x, Tensor.of(new float[] {5}, 1, 1, 1, 1));
            assertArrayEquals(new float[] {0, 5, 0, 0}, gradient.toArray());
        }
    }

    /** Values with many ties, and windows that leave out the end of the input or reach beyond it. */
    @Test
    void portableRulesMoveGradientsToTheSameElements() {
        var windows = List.of(
                Attributes.of("kernel_shape", shape(2, 2)).and("strides", shape(2, 2)),
                Attributes.of("kernel_shape", shape(3, 3))
                        .and("strides", shape(2, 2))
                        .and("pads", shape(1, 1, 1, 1)),
                Attributes.of("kernel_shape", shape(3, 2))
                        .and("strides", shape(3, 2))
                        .and("ceil_mode", 1),
                Attributes.of("kernel_shape", shape(2, 2)).and("dilations", shape(2, 3)),
                Attributes.of("kernel_shape", shape(4, 3))
                        .and("strides", shape(3, 1))
                        .and("auto_pad", "SAME_UPPER"));
        for (Attributes window : windows) {
            assertSameGradients("MaxPool", window);
        }
        assertSameGradients("GlobalMaxPool", Attributes.none());
    }

    private static void assertSameGradients(String op, Attributes attributes) {
        var g = TestGraph.opset(18);
        var model = g.model(g.op(op, attributes, g.x(2, 3, 7, 8)));
        var random = new Random(1);
        var values = new float[2 * 3 * 7 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(4) - 3;
        }
        var x = Map.of("x", Tensor.of(values, 2, 3, 7, 8));
        var forward = DifferentiableGraph.of(model, x);
        String y = forward.graph().outputNames().get(0);
        var builder = GraphBuilder.from(forward.graph());
        var shape = forward.shapes().of(y);
        String seed = builder.constant("seed", Tensor.randn(2, shape).toArray(), shape);
        var gradients = new ArrayList<String>();
        for (BackwardMode mode : List.of(BackwardMode.EXACT, BackwardMode.PORTABLE)) {
            gradients.add(forward.appendGradients(builder, y, seed, List.of("x"), mode)
                    .get("x"));
        }
        var graph = builder.build().part(forward.graph().inputs(), gradients);
        try (var session = Session.open(graph)) {
            var results = session.run(x);
            assertArrayEquals(
                    results.get(gradients.get(0)).toArray(),
                    results.get(gradients.get(1)).toArray(),
                    1e-6f,
                    op + " " + attributes);
        }
    }
}
