package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

    /** The number of dimensions is not known before a run. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void constantScalesForAnUnknownNumberOfDimensions(int opset) {
        var g = TestGraph.opset(opset);
        var x = image(g);
        var found = g.op("Squeeze", g.op("NonZero", g.op("Cast", FLOAT, g.op("Shape", x))), g.ints(0));
        var same = g.op("Reshape", x, g.op("Gather", g.op("Shape", x), found));
        refused(
                g.model(resize(g, opset, same, g.floats(new float[] {2, 2}, 2))),
                "Resize (node resize) needs as many scales as its input has dimensions");
    }

    @Test
    void scalesSizesAndRegionsOfAxes() {
        var axes = Attributes.of("axes", new long[] {2, 3});
        var region = axes.and("coordinate_transformation_mode", "tf_crop_and_resize");
        var message = "Resize (node resize) needs as many %s as it has axes";
        var g = TestGraph.opset(18);
        refused(g.model(g.op("Resize", axes, image(g), "", "", g.ints(5))), message.replace("%s", "sizes"));
        var h = TestGraph.opset(18);
        refused(
                h.model(h.op("Resize", axes, image(h), "", h.floats(new float[] {2, 2, 2}, 3))),
                message.replace("%s", "scales"));
        var r = TestGraph.opset(18);
        refused(
                r.model(r.op("Resize", region, image(r), r.floats(new float[1], 1), r.floats(new float[] {2, 2}, 2))),
                message.replace("%s", "values of a region"));
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

    /** An empty constant is an omitted input. */
    @Test
    void emptyScalesBesideSizes() {
        var g = TestGraph.opset(13);
        var y = g.op("Resize", image(g), "", g.floats(new float[0], 0), g.ints(1, 1, 2, 4));
        assertEquals(8, run(g.model(y)).length);
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
