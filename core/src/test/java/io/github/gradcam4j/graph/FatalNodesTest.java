package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime 1.28 ends the process for these: a test of a node that is missing in the table does not return. */
class FatalNodesTest {

    private static final Attributes SHAPE = Attributes.of("shape", new long[] {2, 3});

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN"})
    void deviationsThatAreNotPositive(float scale) {
        var attributes = Attributes.of("scale", scale);
        for (String op : new String[] {"RandomNormal", "RandomNormalLike"}) {
            refused(op, op.endsWith("Like") ? attributes : attributes.and("shape", new long[] {2, 3}));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "NaN, 1", "0, NaN"})
    void boundsInTheWrongOrder(float low, float high) {
        var attributes = Attributes.of("low", low).and("high", high);
        for (String op : new String[] {"RandomUniform", "RandomUniformLike"}) {
            refused(op, op.endsWith("Like") ? attributes : attributes.and("shape", new long[] {2, 3}));
        }
    }

    private static void refused(String op, Attributes attributes) {
        var g = TestGraph.opset(18);
        var x = g.x(2, 3);
        var model = g.model(op.endsWith("Like") ? g.op(op, attributes, x) : g.op(op, attributes));
        var message = assertThrows(InvalidModelException.class, () -> Session.open(model))
                .getMessage();
        assertTrue(message.startsWith(op + " (node " + op.toLowerCase()), message);
    }

    private static void refused(TestGraph g, String output, String reason) {
        var model = g.model(output);
        var message = assertThrows(InvalidModelException.class, () -> Session.open(model))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @ParameterizedTest
    @CsvSource({
        "Conv, group",
        "ConvTranspose, group",
        "ConvInteger, group",
        "DeformConv, group",
        "DeformConv, offset_group"
    })
    void groupsBelowOne(String op, String attribute) {
        for (int group : new int[] {0, -1, Integer.MIN_VALUE}) {
            var g = TestGraph.opset(22);
            var none = g.op("Slice", g.x(1, 2, 3, 3), g.ints(0), g.ints(0), g.ints(1));
            var y = g.op(op, Attributes.of(attribute, group), none, g.weights(2, 0, 1, 1), g.weights(1, 2, 3, 3));
            refused(g, y, op + " (node " + op.toLowerCase() + ") has the " + attribute + " " + group);
        }
    }

    @ParameterizedTest
    @CsvSource({"FusedConv", "NhwcFusedConv", "QLinearConv", "ConvTransposeWithDynamicPads"})
    void groupsBelowOneOfFusedOperators(String op) {
        var g = TestGraph.opset(17);
        refused(
                g,
                g.microsoft(op, Attributes.of("group", 0), g.x(1, 2, 3, 3), g.weights(2, 1, 1, 1)),
                "has the group 0");
    }

    @ParameterizedTest
    @CsvSource({"Conv, strides", "Conv, dilations", "MaxPool, strides", "AveragePool, kernel_shape", "Col2Im, dilations"
    })
    void stepsBelowOne(String op, String attribute) {
        var g = TestGraph.opset(18);
        var y = g.op(op, Attributes.of(attribute, new long[] {1, 0}), g.x(1, 2, 3, 3), g.weights(2, 2, 1, 1));
        refused(g, y, "has the " + attribute + " [1, 0]");
    }

    @ParameterizedTest
    @CsvSource({"Div, INT64", "Mod, INT64", "Div, INT32", "Mod, INT32", "Mod, UINT8", "Mod, UINT32", "Mod, INT16"})
    void integersByZero(String op, ElementType type) {
        var g = TestGraph.opset(18);
        var integers = g.op("Cast", Attributes.of("to", type.code()), g.x(2));
        var divisors = g.graph().initializer(Constant.numbers("d", type, new double[] {3, 0}, 2));
        refused(g, g.op(op, integers, divisors), "divides integers by 0");
        var h = TestGraph.opset(18);
        var x = h.op("Cast", Attributes.of("to", type.code()), h.x(2));
        var constant = h.op("Constant", Attributes.of("value", Constant.numbers("v", type, new double[1])));
        refused(h, h.op(op, x, constant), "divides integers by 0");
        var i = TestGraph.opset(18);
        var y = i.op("Cast", Attributes.of("to", ElementType.INT64.code()), i.x(2));
        var zero = i.op("Identity", i.op("Constant", Attributes.of("value_int", 0)));
        refused(i, i.op(op, y, zero), "divides integers by 0");
    }

    @Test
    void nodesOfBranches() {
        var inner = GraphBuilder.opset(18);
        inner.output(inner.node("c", "Conv", List.of("x", "w"), Attributes.of("group", 0)));
        var branch = Messages.of(inner.build()).getGraph();
        var g = TestGraph.opset(18);
        var x = g.x(1, 2, 3, 3);
        g.graph().initializer("w", new float[4], 2, 2, 1, 1);
        var positive = g.op("Greater", g.op("ReduceMax", Attributes.of("keepdims", 0), x), g.scalar(0));
        var branches = Messages.attributes(Map.of("then_branch", branch, "else_branch", branch));
        refused(g, g.graph().node("y", "If", List.of(positive), branches), "Conv (node c) has the group 0");
    }

    @Test
    void attributesAndConstantsOfOtherOperators() {
        var g = TestGraph.opset(18);
        refused(
                g,
                g.op("GatherND", Attributes.of("batch_dims", -9), g.x(2, 2), g.table(new long[2], 1, 2)),
                "batch_dims");
        var block = TestGraph.opset(18);
        refused(
                block,
                block.op("DepthToSpace", Attributes.of("blocksize", 1L << 32), block.x(1, 4, 2, 2)),
                "blocksize");
        var split = TestGraph.opset(18);
        refused(split, split.op("SplitToSequence", split.x(4), split.integer(0)), "parts of no elements");
        var parts = TestGraph.opset(18);
        refused(
                parts,
                parts.ops(2, "Split", Attributes.of("num_outputs", 1), parts.x(4))
                        .get(0),
                "outputs than of parts");
        var sizes = TestGraph.opset(18);
        refused(
                sizes,
                sizes.ops(2, "Split", Attributes.none(), sizes.x(4), sizes.ints(4))
                        .get(0),
                "outputs than of parts");
        var lstm = TestGraph.opset(18);
        refused(lstm, lstm.op("LSTM", lstm.x(2, 1, 3), lstm.weights(1, 8, 3), lstm.weights(5)), "three dimensions");
    }

    @Test
    void axesOfResize() {
        var twice = Attributes.of("axes", new long[] {2, 2});
        var g = TestGraph.opset(18);
        refused(g, g.op("Resize", twice, g.x(1, 2, 3, 3), "", g.floats(new float[] {2, 2}, 2)), "one of them twice");
        var neither = TestGraph.opset(18);
        refused(
                neither,
                neither.op("Resize", Attributes.of("axes", new long[] {900}), neither.x(1, 2, 3, 3)),
                "neither scales nor sizes");
        var negative = Attributes.of("axes", new long[] {-2});
        for (var further : List.of(
                negative.and("keep_aspect_ratio_policy", "not_larger"),
                negative.and("coordinate_transformation_mode", "tf_crop_and_resize"))) {
            var h = TestGraph.opset(18);
            refused(h, h.op("Resize", further, h.x(1, 2, 3, 3), "", "", h.ints(5)), "has negative axes");
        }
    }

    @ParameterizedTest
    @CsvSource({"..->.", "'..,..->..'", "bchw->>b", "....->b", "'ij,jk->ik,ij'"})
    void equationsThatEinsumDoesNotHave(String equation) {
        var g = TestGraph.opset(18);
        var x = g.x(2, 2);
        refused(g, g.op("Einsum", Attributes.of("equation", equation), x, x), "equation");
    }

    @ParameterizedTest
    @CsvSource({"'ij,jk->ik'", "'...ij,...jk->...ik'", "' i j , j k -> i k '", "'ij,ij'", "'ij,ij->'", "'Ij,Ij->I'"})
    void equationsOfEinsum(String equation) {
        var g = TestGraph.opset(18);
        var x = g.x(2, 2);
        Session.open(g.model(g.op("Einsum", Attributes.of("equation", equation), x, x)))
                .close();
    }

    @Test
    void longEquations() {
        var g = TestGraph.opset(18);
        var equation = "ij,".repeat(10_000) + "jk->" + "ik".repeat(10_000);
        g.model(g.op("Einsum", Attributes.of("equation", equation), g.x(2, 2))).requireRunnable();
        var h = TestGraph.opset(18);
        refused(h, h.op("Einsum", Attributes.of("equation", equation + "->"), h.x(2, 2)), "equation");
    }

    @Test
    void othersRun() {
        var g = TestGraph.opset(18);
        var noise = g.op("RandomNormal", SHAPE);
        var constant = g.op("RandomUniform", SHAPE.and("low", 1f).and("high", 1f));
        Session.open(g.model(g.op("Add", noise, constant))).close();
    }
}
