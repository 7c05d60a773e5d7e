package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Graphs compute exactly the same results before and after the upgrade. */
class OpsetUpgradeTest {

    private static final Attributes AXES = Attributes.of("axes", new long[] {1, 2});

    @TestFactory
    Stream<DynamicTest> sameNumbers() {
        var reductions = Stream.of(
                        "ReduceSum",
                        "ReduceMean",
                        "ReduceMax",
                        "ReduceMin",
                        "ReduceL1",
                        "ReduceL2",
                        "ReduceProd",
                        "ReduceLogSum",
                        "ReduceLogSumExp",
                        "ReduceSumSquare")
                .flatMap(op ->
                        Stream.of(raises(op, 7, (g, x) -> g.op(op, AXES, x)), raises(op, 11, (g, x) -> g.op(op, x))));
        var softmaxes = Stream.of("Softmax", "LogSoftmax", "Hardmax")
                .flatMap(op -> Stream.of(
                        raises(op, 7, (g, x) -> g.op(op, x)),
                        raises(op, 9, (g, x) -> g.op(op, Attributes.of("axis", 3), x)),
                        raises(op, 11, (g, x) -> g.op(op, Attributes.of("axis", -2), x)),
                        raises(op, 12, (g, x) -> g.op(op, Attributes.of("axis", -1), x))));
        var others = Stream.of(
                raises("Squeeze", 9, (g, x) -> g.op("Squeeze", Attributes.of("axes", new long[] {0}), x)),
                raises("Unsqueeze", 11, (g, x) -> g.op("Unsqueeze", Attributes.of("axes", new long[] {0, 2}), x)),
                raises(
                        "Split",
                        7,
                        (g, x) -> g.ops(2, "Split", Attributes.of("axis", 1), x).get(1)),
                raises(
                        "Split",
                        11,
                        (g, x) -> g.ops(2, "Split", Attributes.of("axis", 1).and("split", new long[] {1, 3}), x)
                                .get(1)),
                raises(
                        "Split",
                        13,
                        (g, x) -> g.ops(2, "Split", Attributes.of("axis", 1), x, g.ints(1, 3))
                                .get(0)),
                raises(
                        "Split",
                        13,
                        (g, x) -> g.ops(2, "Split", Attributes.of("axis", 1), x).get(0)),
                raises(
                        "Clip",
                        7,
                        (g, x) -> g.op("Clip", Attributes.of("min", 0.7f).and("max", 1.2f), x)),
                raises("Clip", 9, (g, x) -> g.op("Clip", Attributes.of("max", 1f), x)),
                raises(
                        "Pad",
                        9,
                        (g, x) -> g.op(
                                "Pad",
                                Attributes.of("pads", new long[] {0, 0, 1, 1, 0, 0, 0, 2})
                                        .and("mode", "reflect"),
                                x)),
                raises(
                        "Pad",
                        7,
                        (g, x) -> g.op(
                                "Pad",
                                Attributes.of("pads", new long[] {0, 0, 1, 1, 0, 0, 0, 2})
                                        .and("value", 7f),
                                x)),
                raises(
                        "Slice",
                        9,
                        (g, x) -> g.op(
                                "Slice",
                                Attributes.of("starts", new long[] {1})
                                        .and("ends", new long[] {-1})
                                        .and("axes", new long[] {2}),
                                x)),
                raises(
                        "TopK",
                        9,
                        (g, x) -> g.ops(2, "TopK", Attributes.of("k", 2).and("axis", 1), x)
                                .get(0)),
                raises("Upsample", 7, (g, x) -> g.op("Upsample", Attributes.of("scales", new float[] {1, 1, 2, 3}), x)),
                raises(
                        "Upsample",
                        9,
                        (g, x) -> g.op(
                                "Upsample", Attributes.of("mode", "linear"), x, g.floats(new float[] {1, 1, 2, 2}, 4))),
                raises(
                        "Resize",
                        10,
                        (g, x) -> g.op(
                                "Resize",
                                Attributes.of("mode", "linear"),
                                x,
                                g.floats(new float[] {1, 1, 2, 1.5f}, 4))),
                raises("Resize", 10, (g, x) -> g.op("Resize", x, g.floats(new float[] {1, 1, 0.5f, 1.5f}, 4))),
                raises(
                        "Scatter",
                        9,
                        (g, x) -> g.op(
                                "Scatter",
                                Attributes.of("axis", 1),
                                x,
                                g.table(new long[] {2}, 1, 1, 1, 1),
                                g.weights(1, 1, 1, 1))),
                raises("Dropout", 7, (g, x) -> g.op("Dropout", Attributes.of("ratio", 0.4f), x)),
                raises("BatchNormalization", 7, (g, x) -> g.batchNorm(x, 4)),
                raises("BatchNormalization", 9, (g, x) -> g.batchNorm(x, 4)));
        return Stream.of(reductions, softmaxes, others).flatMap(s -> s);
    }

    private static DynamicTest raises(String op, int opset, BiFunction<TestGraph, String, String> formula) {
        return DynamicTest.dynamicTest(op + " of opset " + opset, () -> {
            var g = TestGraph.opset(opset);
            same(g.model(formula.apply(g, g.x(1, 4, 5, 3))));
        });
    }

    private static void same(Graph graph) {
        var random = new Random(1);
        var x = Tensor.zeros(1, 4, 5, 3);
        for (int i = 0; i < x.size(); i++) {
            x.floats().put(i, random.nextFloat(0.5f, 1.5f));
        }
        var inputs = Map.of("x", x);
        var shapes = Shapes.probe(graph, inputs);
        var raised = graph.upgradeOpset(t -> shapes.of(t).length);
        assertTrue(raised.opset() >= OpsetUpgrade.OPSET);
        try (var old = Session.open(graph);
                var young = Session.open(raised)) {
            var expected = old.run(inputs).values().iterator().next();
            var actual = young.run(inputs).values().iterator().next();
            assertEquals(expected.toString(), actual.toString());
            assertArrayEquals(expected.toArray(), actual.toArray());
        }
    }
}
