package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
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

    /** Resize of opset 10 rounds up where it shrinks; scales may be constants, or computed. */
    @TestFactory
    Stream<DynamicTest> resizeOfOpset10() {
        return Stream.of("nearest", "linear")
                .flatMap(mode -> Stream.of(
                                new float[] {1, 1, 0.6f, 0.6f},
                                new float[] {1, 1, 0.7f, 2.4f},
                                new float[] {1, 1, 1.7f, 0.9f},
                                new float[] {1, 1, 1.3f, 1.9f},
                                new float[] {1, 1, 0.5f, 1.05f},
                                new float[] {1, 1, 1.05f, 1},
                                new float[] {1, 1, 0.75f, 1})
                        .flatMap(scales -> Stream.of(
                                raises(
                                        "Resize " + mode + Arrays.toString(scales),
                                        10,
                                        (g, x) -> g.op("Resize", Attributes.of("mode", mode), x, g.floats(scales, 4))),
                                raises("Resize, computed " + mode + Arrays.toString(scales), 10, (g, x) -> {
                                    var half = g.op("Mul", g.floats(scales, 4), g.scalar(0.5));
                                    return g.op("Resize", Attributes.of("mode", mode), x, g.op("Add", half, half));
                                }),
                                raises("Resize, as a node " + mode + Arrays.toString(scales), 10, (g, x) -> {
                                    var value = Attributes.of("value", Constant.floats("v", scales, 4));
                                    return g.op("Resize", Attributes.of("mode", mode), x, g.op("Constant", value));
                                }))));
    }

    /** Operators that ONNX had before opset 10. */
    @TestFactory
    Stream<DynamicTest> experimentalOperators() {
        var both = Attributes.of("alpha", 0.5f).and("beta", 2f);
        return Stream.of(
                raises("Affine", 7, (g, x) -> g.op("Affine", both, x)),
                rounds("ScaledTanh", 8, (g, x) -> g.op("ScaledTanh", both, x)),
                rounds("ParametricSoftplus", 9, (g, x) -> g.op("ParametricSoftplus", both, x)),
                raises("Scale", 7, (g, x) -> g.op("Scale", Attributes.of("scale", 0.5f), x)),
                raises(
                        "ImageScaler",
                        7,
                        (g, x) -> g.op(
                                "ImageScaler", Attributes.of("scale", 0.5f).and("bias", new float[] {1, 2, 3, 4}), x)),
                raises("Crop", 7, (g, x) -> g.op("Crop", Attributes.of("border", new long[] {0, 1, 1, 2}), x)),
                raises(
                        "Crop to a size",
                        9,
                        (g, x) -> g.op(
                                "Crop",
                                Attributes.of("border", new long[] {1, 2, 0, 0}).and("scale", new long[] {2, 1}),
                                x)));
    }

    /** The mask of a Dropout that drops nothing. */
    @TestFactory
    Stream<DynamicTest> maskOfDropout() {
        return IntStream.of(7, 9, 10, 11, 12)
                .mapToObj(opset -> raises(
                        "mask of Dropout",
                        opset,
                        (g, x) -> g.op(
                                "Cast",
                                Attributes.of("to", 1),
                                g.ops(2, "Dropout", Attributes.none(), x).get(1))));
    }

    /** Operators of all versions, whether or not their meaning has changed. */
    @TestFactory
    Stream<DynamicTest> otherOperators() {
        var window = Attributes.of("kernel_shape", new long[] {3, 2}).and("strides", new long[] {2, 1});
        return Stream.of(
                        IntStream.rangeClosed(7, 9)
                                .boxed()
                                .flatMap(opset -> Stream.of("nearest", "linear")
                                        .map(mode -> raises(
                                                "Upsample " + mode,
                                                opset,
                                                (g, x) -> upsample(
                                                        g, x, opset, Attributes.of("mode", mode), 1.4f, 2.7f)))),
                        Stream.of("Relu", "Elu", "Selu", "LeakyRelu", "HardSigmoid", "Softplus", "Softsign", "Sign")
                                .flatMap(op -> IntStream.of(7, 9, 12)
                                        .filter(opset -> opset >= 9 || !op.equals("Sign"))
                                        .mapToObj(opset -> raises(op, opset, (g, x) -> g.op(op, x)))),
                        Stream.of(
                                raises(
                                        "InstanceNormalization",
                                        7,
                                        (g, x) -> g.op("InstanceNormalization", x, g.positive(4), g.weights(4))),
                                raises("MeanVarianceNormalization", 9, (g, x) -> g.op("MeanVarianceNormalization", x)),
                                raises("LRN", 7, (g, x) -> g.op("LRN", Attributes.of("size", 3), x)),
                                raises(
                                        "ArgMax",
                                        9,
                                        (g, x) -> g.op(
                                                "Cast",
                                                Attributes.of("to", 1),
                                                g.op("ArgMax", Attributes.of("axis", 1), x))),
                                raises("PRelu", 7, (g, x) -> g.op("PRelu", x, g.weights(4, 1, 1))),
                                raises("Pow", 7, (g, x) -> g.op("Pow", x, g.scalar(1.5))),
                                raises(
                                        "OneHot",
                                        9,
                                        (g, x) -> g.op(
                                                "OneHot",
                                                g.op("ArgMax", Attributes.of("axis", 1), x),
                                                g.integer(4),
                                                g.floats(new float[] {-1, 2}, 2))),
                                raises(
                                        "CumSum",
                                        11,
                                        (g, x) -> g.op(
                                                "CumSum",
                                                Attributes.of("exclusive", 1).and("reverse", 1),
                                                x,
                                                g.integer(-2))),
                                raises("Gather", 7, (g, x) -> g.op("Gather", x, g.table(new long[] {0, 0}, 2))),
                                raises(
                                        "DepthToSpace",
                                        7,
                                        (g, x) -> g.op("DepthToSpace", Attributes.of("blocksize", 2), x)),
                                raises("Dropout", 10, (g, x) -> g.op("Dropout", x)),
                                raises(
                                        "RoiAlign",
                                        10,
                                        (g, x) -> g.op(
                                                "RoiAlign",
                                                Attributes.of("output_height", 2)
                                                        .and("output_width", 3)
                                                        .and("sampling_ratio", 2),
                                                x,
                                                g.floats(new float[] {0.3f, 0.6f, 2.4f, 3.9f}, 1, 4),
                                                g.table(new long[] {0}, 1)))),
                        Stream.of("MaxPool", "AveragePool", "LpPool")
                                .flatMap(op -> IntStream.of(7, 8, 10, 11, 12)
                                        .mapToObj(opset -> raises(op, opset, (g, x) -> g.op(op, window, x)))),
                        Stream.of("MaxPool", "AveragePool")
                                .map(op -> raises(
                                        op + " in ceiling mode",
                                        10,
                                        (g, x) -> g.op(op, window.and("ceil_mode", 1), x))),
                        Stream.of("nearest", "linear", "cubic")
                                .flatMap(mode -> Stream.of(
                                                "half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn")
                                        .filter(c -> mode.equals("nearest") || !c.startsWith("tf"))
                                        .flatMap(c -> IntStream.of(11, 13)
                                                .filter(opset -> opset == 11 || !c.startsWith("tf"))
                                                .mapToObj(opset -> raises(
                                                        "Resize " + mode + " " + c,
                                                        opset,
                                                        (g, x) -> g.op(
                                                                "Resize",
                                                                Attributes.of("mode", mode)
                                                                        .and("coordinate_transformation_mode", c),
                                                                x,
                                                                g.floats(new float[0], 0),
                                                                g.floats(new float[] {1, 1, 0.7f, 1.6f}, 4)))))))
                .flatMap(s -> s);
    }

    private static String upsample(TestGraph g, String x, int opset, Attributes mode, float height, float width) {
        var scales = new float[] {1, 1, height, width};
        return opset < 9
                ? g.op("Upsample", mode.and("scales", scales), x)
                : g.op("Upsample", mode, x, g.floats(scales, 4));
    }

    private static DynamicTest raises(String op, int opset, BiFunction<TestGraph, String, String> formula) {
        return DynamicTest.dynamicTest(op + " of opset " + opset, () -> {
            var g = TestGraph.opset(opset);
            same(g.model(formula.apply(g, g.x(1, 4, 5, 3))), Float.MIN_VALUE);
        });
    }

    /** Returns a test of an operator that becomes several, which round on their own. */
    private static DynamicTest rounds(String op, int opset, BiFunction<TestGraph, String, String> formula) {
        return DynamicTest.dynamicTest(op + " of opset " + opset, () -> {
            var g = TestGraph.opset(opset);
            same(g.model(formula.apply(g, g.x(1, 4, 5, 3))), 1e-6f);
        });
    }

    private static void same(Graph graph, float tolerance) {
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
            assertArrayEquals(expected.toArray(), actual.toArray(), tolerance);
        }
    }
}
