package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX Runtime 1.28 overwrites memory, or ends the process, for these graphs: a test of a node without a guard does not
 * return.
 */
class RunGuardsTest {

    private static final Attributes FLOAT = Attributes.of("to", ElementType.FLOAT.code());

    /** Returns the name of an image [1, 1, 2, 2]. */
    private static String image(TestGraph g) {
        return g.x("N", 1, 2, 2);
    }

    private static float[] run(Graph graph) {
        try (var session = Session.open(graph)) {
            return session.run(Map.of("x", Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2)))
                    .values()
                    .iterator()
                    .next()
                    .toArray();
        }
    }

    private static void refused(Graph graph, String message) {
        assertEquals(
                message, assertThrows(EngineException.class, () -> run(graph)).getMessage());
    }

    private static String resize(TestGraph g, int opset, String x, String scales) {
        return switch (opset) {
            case 9 -> g.op("Upsample", x, scales);
            case 10 -> g.op("Resize", x, scales);
            default -> {
                var region = opset == 11 ? g.floats(new float[0], 0) : "";
                yield g.op("Resize", Attributes.of("coordinate_transformation_mode", "asymmetric"), x, region, scales);
            }
        };
    }

    /** Adds as many ones as a number, which no shape inference knows. */
    private static String ones(TestGraph g, String x, int count) {
        var length = g.op("Mul", g.op("Gather", g.op("Shape", x), g.ints(1)), g.ints(count));
        return g.op("Cast", FLOAT, g.filled(length, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 13, 18, 19, 21})
    void scalesOfAnotherNumber(int opset) {
        for (int count : new int[] {3, 5, 5000}) {
            var g = TestGraph.opset(opset);
            var x = image(g);
            var op = opset == 9 ? "Upsample" : "Resize";
            refused(
                    g.model(resize(g, opset, x, ones(g, x, count))),
                    op + " (node " + op.toLowerCase() + ") needs as many scales as its input has dimensions");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 13, 18, 19, 21})
    void asManyScalesAsDimensions(int opset) {
        var g = TestGraph.opset(opset);
        var x = image(g);
        var two = g.op("Concat", Attributes.of("axis", 0), ones(g, x, 3), g.floats(new float[] {2}, 1));
        assertArrayEquals(new float[] {1, 1, 2, 2, 3, 3, 4, 4}, run(g.model(resize(g, opset, x, two))));
    }

    /** The scales are the image itself, or what NonZero finds in it. */
    @Test
    void scalesThatDependOnTheImage() {
        var g = TestGraph.opset(13);
        var x = image(g);
        var all = g.op("Reshape", g.op("Concat", Attributes.of("axis", 0), x, x), g.ints(-1));
        refused(
                g.model(resize(g, 13, x, g.op("Abs", all))),
                "Resize (node resize) needs as many scales as its input has dimensions");
        var h = TestGraph.opset(13);
        var y = image(h);
        refused(
                h.model(resize(h, 13, y, h.op("Cast", FLOAT, h.op("Reshape", h.op("NonZero", y), h.ints(-1))))),
                "Resize (node resize) needs as many scales as its input has dimensions");
    }

    /** Returns the same tensor, whose number of dimensions is not known before a run. */
    private static String withUnknownRank(TestGraph g, String x) {
        var found = g.op("Squeeze", g.op("NonZero", g.op("Cast", FLOAT, g.op("Shape", x))), g.ints(0));
        return g.op("Reshape", x, g.op("Gather", g.op("Shape", x), found));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void constantScalesForAnUnknownNumberOfDimensions(int opset) {
        var g = TestGraph.opset(opset);
        var x = image(g);
        var same = withUnknownRank(g, x);
        refused(
                g.model(resize(g, opset, same, g.floats(new float[] {2, 2}, 2))),
                "Resize (node resize) needs as many scales as its input has dimensions");
    }

    @Test
    void scalesSizesAndRegionsOfAxes() {
        var axes = Attributes.of("axes", new long[] {2, 3});
        var region = axes.and("coordinate_transformation_mode", "tf_crop_and_resize");
        var message = "Resize (node resize) needs axes of its input and as many ";
        var g = TestGraph.opset(18);
        refused(g.model(g.op("Resize", axes, image(g), "", "", g.ints(5))), message + "sizes");
        var h = TestGraph.opset(18);
        refused(h.model(h.op("Resize", axes, image(h), "", h.floats(new float[] {2, 2, 2}, 3))), message + "scales");
        var r = TestGraph.opset(18);
        refused(
                r.model(r.op("Resize", region, image(r), r.floats(new float[1], 1), r.floats(new float[] {2, 2}, 2))),
                "Resize (node resize) needs as many values of a region as it has axes");
        var s = TestGraph.opset(18);
        assertEquals(16, run(s.model(s.op("Resize", axes, image(s), "", s.floats(new float[] {2, 2}, 2)))).length);
    }

    /** A branch that resizes an outer tensor by outer values. */
    @Test
    void scalesInBranches() {
        var inner = GraphBuilder.opset(17);
        inner.output(inner.node("r", "Resize", List.of("x", "", "scales")));
        var branch = Messages.of(inner.build()).getGraph();
        var g = TestGraph.opset(17);
        var x = image(g);
        g.add("Expand", Attributes.none(), List.of(g.scalar(1), g.filled(g.ints(1), 700)), List.of("scales"));
        var positive = g.op("Greater", g.op("ReduceMax", Attributes.of("keepdims", 0), x), g.scalar(0));
        var branches = Messages.attributes(Map.of("then_branch", branch, "else_branch", branch));
        refused(
                g.model(g.graph().node("y", "If", List.of(positive), branches)),
                "Resize (node r) needs as many scales as its input has dimensions");
    }

    @Test
    void scalesInFunctions() throws IOException {
        var g = TestGraph.opset(17);
        var x = image(g);
        g.graph().add(new Node("call", "own", "f", List.of(x, ones(g, x, 700)), List.of("y"), Attributes.none()));
        var resize = NodeProto.newBuilder().setOpType("Resize").addAllInput(List.of("a", "", "b"));
        var model = Messages.of(g.model("y")).toBuilder()
                .addFunctions(FunctionProto.newBuilder()
                        .setDomain("own")
                        .setName("f")
                        .addAllInput(List.of("a", "b"))
                        .addOutput("c")
                        .addNode(resize.addOutput("c"))
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)));
        refused(
                ModelSource.of("m", model.build().toByteArray()).graph(),
                "Resize (node y) needs as many scales as its input has dimensions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "GRU", "RNN"})
    void computedWeightsOfRecurrentNetworks(String op) {
        var g = TestGraph.opset(17);
        var rows = g.op("Reshape", image(g), g.ints(2, 1, 2));
        int gates = List.of("RNN", "", "GRU", "LSTM").indexOf(op) + 1;
        var flat =
                g.op("Reshape", g.weights(1, 3 * gates, 2), g.op("Shape", g.table(new long[6 * gates], 3 * gates, 2)));
        var attributes = Attributes.of("hidden_size", 3);
        refused(
                g.model(g.op(op, attributes, rows, flat, g.weights(1, 3 * gates, 3))),
                op + " (node " + op.toLowerCase() + ") needs weights of three dimensions");
    }

    /** ONNX Runtime writes to memory by these axes. */
    @ParameterizedTest
    @ValueSource(longs = {4, 1_000_000, -5, Long.MIN_VALUE})
    void axesThatTheInputDoesNotHave(long axis) {
        var message = "Resize (node resize) needs axes of its input and as many ";
        var axes = Attributes.of("axes", new long[] {axis});
        var g = TestGraph.opset(18);
        refused(g.model(g.op("Resize", axes, image(g), "", g.floats(new float[] {2}, 1))), message + "scales");
        var h = TestGraph.opset(18);
        refused(h.model(h.op("Resize", axes, image(h), "", "", h.ints(4))), message + "sizes");
        if (axis > 0) {
            for (var further : List.of(
                    axes.and("keep_aspect_ratio_policy", "not_larger"),
                    axes.and("coordinate_transformation_mode", "tf_crop_and_resize"))) {
                var i = TestGraph.opset(18);
                var region = i.floats(new float[] {0, 1}, 2);
                var x = withUnknownRank(i, image(i));
                refused(i.model(i.op("Resize", further, x, region, "", i.ints(4))), message + "sizes");
            }
        }
    }

    @Test
    void moreAxesThanDimensions() {
        var many = LongStream.range(0, 1000).toArray();
        var g = TestGraph.opset(18);
        var x = image(g);
        refused(
                g.model(g.op("Resize", Attributes.of("axes", many), x, "", ones(g, x, 1000))),
                "Resize (node resize) needs axes of its input and as many scales");
    }

    @Test
    void negativeAxesAreCountedFromTheLastOne() {
        var negative = Attributes.of("axes", new long[] {-1, -2});
        var positive = Attributes.of("axes", new long[] {3, 2});
        for (String mode : new String[] {"nearest", "linear", "cubic"}) {
            var results = Stream.of(negative, positive)
                    .map(axes -> {
                        var g = TestGraph.opset(18);
                        var x = image(g);
                        var up = g.op("Resize", axes.and("mode", mode), x, "", g.floats(new float[] {3, 2}, 2));
                        return run(g.model(g.op("Resize", axes.and("mode", mode), up, "", "", g.ints(3, 8))));
                    })
                    .toList();
            assertEquals(24, results.get(0).length);
            assertArrayEquals(results.get(1), results.get(0), mode);
        }
    }

    /** Exporters leave out scales by an empty constant, in each form that it can have. */
    @ParameterizedTest
    @ValueSource(strings = {"initializer", "value", "value_floats", "branch"})
    void emptyScalesBesideSizes(String form) {
        var g = TestGraph.opset(13);
        var x = image(g);
        var none = new float[0];
        var scales = switch (form) {
            case "value" -> g.op("Constant", Attributes.of("value", Constant.floats("v", none, 0)));
            case "value_floats" -> g.op("Constant", Attributes.of("value_floats", none));
            default -> g.floats(none, 0);
        };
        var sizes = g.op("Constant", Attributes.of("value_ints", new long[] {1, 1, 2, 4}));
        var inputs = List.of(x, scales, scales, sizes);
        if (!form.equals("branch")) {
            assertEquals(8, run(g.model(g.op("Resize", inputs.toArray(String[]::new)))).length);
            return;
        }
        var inner = GraphBuilder.opset(13);
        inner.output(inner.node("r", "Resize", inputs));
        var branch = Messages.of(inner.build()).getGraph();
        var positive = g.op("Greater", g.op("ReduceMax", Attributes.of("keepdims", 0), x), g.scalar(0));
        var branches = Messages.attributes(Map.of("then_branch", branch, "else_branch", branch));
        assertEquals(8, run(g.model(g.graph().node("y", "If", List.of(positive), branches))).length);
    }

    /** Processors cannot divide the least integer by -1. */
    @ParameterizedTest
    @ValueSource(strings = {"INT32", "INT64"})
    void divisionsByMinusOne(String type) {
        var integer = ElementType.valueOf(type);
        double least = integer == ElementType.INT32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        var g = TestGraph.opset(17);
        var x = g.op("Reshape", image(g), g.ints(4));
        var dividend = g.op("Cast", Attributes.of("to", integer.code()), x);
        var divisor = g.graph().initializer(Constant.numbers("d", integer, new double[] {-1, -1, 2, -3}, 4));
        var one = g.op("Constant", Attributes.of("value", Constant.numbers("v", integer, new double[] {-1})));
        g.graph().output("quotient");
        g.graph().output("rest");
        g.graph().output("opposite");
        var lowest = g.graph().initializer(Constant.numbers("lowest", integer, new double[] {least}, 1));
        var all = g.op("Concat", Attributes.of("axis", 0), dividend, lowest);
        for (var result : Map.of(
                        "quotient", g.op("Div", dividend, divisor),
                        "rest", g.op("Mod", dividend, divisor),
                        "opposite", g.op("Div", all, one))
                .entrySet()) {
            g.graph().add(new Node("", "", "Cast", List.of(result.getValue()), List.of(result.getKey()), FLOAT));
        }
        try (var session = Session.open(g.graph().build())) {
            var results = session.run(Map.of("x", Tensor.of(new float[] {5, -6, 7, -8}, 1, 1, 2, 2)));
            assertArrayEquals(new float[] {-5, 6, 3, 2}, results.get("quotient").toArray());
            assertArrayEquals(new float[] {0, 0, 1, -2}, results.get("rest").toArray());
            var opposite = results.get("opposite").toArray();
            assertArrayEquals(new float[] {-5, 6, -7, 8}, Arrays.copyOf(opposite, 4));
        }
    }

    @Test
    void aGraphWithoutGuardsKeepsItsBytes() {
        var g = TestGraph.opset(17);
        var x = image(g);
        var graph = g.model(g.op("Div", g.op("Reshape", x, g.op("Shape", x)), g.scalar(2)));
        assertArrayEquals(graph.toBytes(), graph.toBytesForSession());
        assertTrue(graph.mayRunInference());
    }

    @Test
    void constantScalesAreGuardedOnlyForRuns() {
        var g = TestGraph.opset(13);
        var graph = g.model(resize(g, 13, image(g), g.floats(new float[] {1, 1, 2, 2}, 4)));
        assertArrayEquals(graph.toBytes(), graph.toBytesForInference());
        assertFalse(graph.mayRunInference());
        var h = TestGraph.opset(13);
        var computed = h.model(resize(h, 13, image(h), h.op("Identity", h.op("Abs", h.floats(new float[4], 4)))));
        assertArrayEquals(computed.toBytesForSession(), computed.toBytesForInference());
        assertTrue(computed.mayRunInference());
    }

    @Test
    void largeValuesAreErrors() {
        for (float value : new float[] {1e30f, Float.NaN, -1, 0, Float.POSITIVE_INFINITY}) {
            var g = TestGraph.opset(13);
            var x = image(g);
            var scales = new float[4];
            Arrays.fill(scales, value);
            var model = g.model(resize(g, 13, x, g.op("Mul", ones(g, x, 4), g.floats(scales, 4))));
            assertThrows(EngineException.class, () -> run(model), String.valueOf(value));
        }
    }
}
