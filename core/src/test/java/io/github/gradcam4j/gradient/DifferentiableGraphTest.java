package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Messages;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Models with functions, branches and other precisions. */
class DifferentiableGraphTest {

    private static final String OWN = "own";

    @Test
    void functionsThatCallFunctionsWithAttributesAndWithoutOptionalInputs() throws IOException {
        // leaky(x, shift?) = LeakyRelu_slope(x); twice(x) = leaky(x) + leaky(-x), with other slopes.
        var leaky = function("leaky", List.of("v", "low"), "r")
                .addAttribute("slope")
                .addNode(node("Clip", "c", "v", "low"))
                .addNode(node("LeakyRelu", "r", "c").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("alpha")
                                .setType(AttributeType.FLOAT)
                                .setRefAttrName("slope")))
                .build();
        var twice = function("twice", List.of("v"), "r")
                .addNode(call("leaky", "a", "v").addAttribute(slope(0.5f)))
                .addNode(node("Neg", "n", "v"))
                .addNode(call("leaky", "b", "n").addAttribute(slope(0.25f)))
                .addNode(node("Add", "r", "a", "b"))
                .build();
        var g = TestGraph.opset(17);
        g.graph().add(new Node("call", OWN, "twice", List.of(g.x(1, 4)), List.of("y"), Attributes.none()));
        var model = Messages.of(g.model("y")).toBuilder()
                .addFunctions(leaky)
                .addFunctions(twice)
                .build();
        assertArrayEquals(new float[] {-0.5f, -0.5f, 0.75f, 0.75f}, gradient(model, -1, -2, 3, 4), 1e-6f);
    }

    @Test
    void aFunctionThatCallsItselfIsRefused() {
        var g = TestGraph.opset(17);
        g.graph().add(new Node("call", OWN, "again", List.of(g.x(1, 4)), List.of("y"), Attributes.none()));
        var again = function("again", List.of("v"), "r").addNode(call("again", "r", "v"));
        var model = Messages.of(g.model("y")).toBuilder().addFunctions(again).build();
        var message = assertThrows(InvalidModelException.class, () -> gradient(model, 1, 2, 3, 4))
                .getMessage();
        assertTrue(message.contains("again"), message);
    }

    private static FunctionProto.Builder function(String name, List<String> inputs, String output) {
        return FunctionProto.newBuilder()
                .setDomain(OWN)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(output)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
    }

    private static NodeProto node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static NodeProto.Builder call(String function, String output, String... inputs) {
        return node(function, output, inputs).toBuilder().setDomain(OWN);
    }

    private static AttributeProto slope(float value) {
        return AttributeProto.newBuilder()
                .setName("slope")
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    @Test
    void initializersListedAsInputs() throws IOException {
        var g = TestGraph.opset(8);
        var x = g.x(1, 2);
        var w = g.floats(new float[] {3, 5}, 2);
        var model = Messages.of(g.model(g.op("Mul", x, w))).toBuilder();
        var declared = model.getGraph().getInput(0).toBuilder().setName(w);
        declared.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().removeDim(0);
        model.getGraphBuilder().addInput(0, declared);
        assertArrayEquals(new float[] {3, 5}, gradient(model.build(), 1, 1));
    }

    @Test
    void halfPrecision() {
        var halves = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        // 1.5, -2, the smallest number, 65504.
        for (int bits : new int[] {0x3e00, 0xc000, 0x0001, 0x7bff}) {
            halves.putShort((short) bits);
        }
        assertArrayEquals(
                new float[] {1.5f, -2, 0x1p-24f, 65504},
                gradient(product(ElementType.FLOAT16, halves.array(), 4), 1, 1, 1, 1));
    }

    @Test
    void doublePrecision() {
        var doubles = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(0.1)
                .putDouble(-3);
        assertArrayEquals(new float[] {0.1f, -3}, gradient(product(ElementType.DOUBLE, doubles.array(), 2), 1, 1));
    }

    @Test
    void bfloat16() {
        var values = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x3fc0)
                .putShort((short) 0xc000);
        assertArrayEquals(new float[] {1.5f, -2}, gradient(product(ElementType.BFLOAT16, values.array(), 2), 1, 1));
    }

    /** Operators whose attribute names the type of their result: the gradient of x (1.5 + 0 r) is 1.5. */
    @Test
    void halfPrecisionNamedByAttributes() {
        var type = ElementType.FLOAT16.code();
        for (String op : List.of(
                "RandomNormalLike", "RandomUniformLike", "RandomNormal", "RandomUniform", "Bernoulli", "EyeLike")) {
            var attributes = Attributes.of("dtype", type);
            boolean shaped = op.equals("RandomNormal") || op.equals("RandomUniform");
            assertResultIsConverted(
                    op,
                    (g, x) -> shaped
                            ? g.op(op, attributes.and("shape", new long[] {2, 2}))
                            : g.op(op, attributes, g.op("Sigmoid", x)));
        }
        for (String op : List.of("HannWindow", "HammingWindow", "BlackmanWindow")) {
            assertResultIsConverted(op, (g, x) -> g.op(op, Attributes.of("output_datatype", type), g.integer(2)));
        }
    }

    private static void assertResultIsConverted(String op, BiFunction<TestGraph, String, String> result) {
        var g = TestGraph.opset(17);
        String x = g.graph().input("x", ElementType.FLOAT16, 2, 2);
        String zero = half(g, "zero", 0);
        String factor = g.op("Add", g.op("Mul", result.apply(g, x), zero), half(g, "factor", 0x3e00));
        var model = g.model(g.op("Mul", x, factor));
        try (var runner = GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(2, 2)))
                .open()) {
            var d = runner.run(Map.of("x", Tensor.zeros(2, 2)), Tensor.of(new float[] {1, 1, 1, 1}, 2, 2));
            assertArrayEquals(new float[] {1.5f, 1.5f, 1.5f, 1.5f}, d.toArray(), op);
        }
    }

    private static String half(TestGraph g, String name, int bits) {
        return g.graph()
                .initializer(Messages.constant(TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(ElementType.FLOAT16.code())
                        .addInt32Data(bits)
                        .build()));
    }

    /** Returns x w in another precision, cast to it and back. */
    private static Graph product(ElementType type, byte[] weights, int n) {
        var g = TestGraph.opset(14);
        var x = g.graph().input("x", type, 1, n);
        var w = g.graph()
                .initializer(Messages.constant(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(type.code())
                        .addDims(n)
                        .setRawData(ByteString.copyFrom(weights))
                        .build()));
        var cast = g.op("Cast", Attributes.of("to", type.code()), g.op("Mul", x, w));
        return g.model(g.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), cast));
    }

    /** Exporters write squeeze(dim) in this form: the branch depends on the size of dim. */
    @Test
    void branchThatDependsOnShapesIsFolded() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 4);
        var one = g.op("Equal", g.op("Gather", g.op("Shape", x), g.integer(0)), g.integer(1));
        var model = g.model(branch(g, one, "Squeeze", "Identity", x));
        var gradient = GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 4)));
        assertTrue(gradient.graph().nodes().stream().noneMatch(n -> n.op().equals("If")));
        try (var runner = gradient.open()) {
            var d = runner.run(Map.of("x", Tensor.zeros(1, 4)), Tensor.of(new float[] {1, 2, 3, 4}, 4));
            assertEquals(Tensor.zeros(1, 4).toString(), d.toString());
        }
    }

    @Test
    void branchThatDependsOnAConstantIsFolded() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 4);
        var yes = g.graph().initializer(Constant.bool("yes", true));
        assertArrayEquals(new float[] {-1, -1, -1, -1}, gradient(g.model(branch(g, yes, "Neg", "Exp", x)), 1, 2, 3, 4));
    }

    @Test
    void branchThatDependsOnDataIsRefusedOnlyOnThePath() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 4);
        var positive = g.op("Greater", g.op("ReduceSum", Attributes.of("keepdims", 0), x), g.scalar(0));
        var chosen = branch(g, positive, "Neg", "Exp", x);
        var other = g.op("Mul", x, x);
        var model = g.model(chosen, other);
        var message = assertThrows(NoGradientException.class, () -> gradient(model, 1, 2, 3, 4))
                .getMessage();
        assertTrue(message.contains("If") && message.contains("subgraph"), message);
        var example = Map.of("x", Tensor.zeros(1, 4));
        var forward = DifferentiableGraph.of(model, example);
        assertTrue(forward.firstNonDifferentiable("x", chosen).orElseThrow().contains("If"));
        assertTrue(forward.firstNonDifferentiable("x", other).isEmpty());
        assertEquals(
                Set.of("x"),
                GradientGraph.vectorJacobian(forward, other, "x").gradients().keySet());
    }

    /** Folding ends with the first pass that changes nothing, even if a condition is unknown. */
    @Test
    void foldingEndsAtAnUnknownCondition() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 4);
        var yes = g.graph().initializer(Constant.bool("yes", true));
        var graph = g.model(branch(g, yes, "Neg", "Exp", x));
        assertSame(graph, graph.foldIfs(condition -> Optional.empty()));
        var folded = graph.foldIfs(condition -> Optional.of(new long[] {1}));
        assertTrue(folded.nodes().stream().noneMatch(n -> n.op().equals("If")));
        assertSame(folded, folded.foldIfs(condition -> Optional.of(new long[] {1})));
    }

    /** A conversion would copy the weights of a graph that ModelSource has read already. */
    @Test
    void branchesAreConvertedOnlyFromOtherPrecisions() {
        var g = TestGraph.opset(13);
        var x = g.x(1, 4);
        var yes = g.graph().initializer(Constant.bool("yes", true));
        var single = g.model(branch(g, yes, "Neg", "Exp", x));
        assertSame(single, single.float32());

        var half = Messages.of(single).toBuilder();
        var choice = half.getGraphBuilder().getNodeBuilder(half.getGraph().getNodeCount() - 1);
        choice.getAttributeBuilder(0)
                .getGBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("half")
                        .setDataType(ElementType.FLOAT16.code())
                        .addDims(1)
                        .addInt32Data(0x3c00));
        var mixed = Messages.graph(half.build());
        var converted = Messages.of(mixed.float32()).getGraph();
        assertEquals(
                ElementType.FLOAT.code(),
                converted
                        .getNode(converted.getNodeCount() - 1)
                        .getAttribute(0)
                        .getG()
                        .getInitializer(0)
                        .getDataType());
    }

    /** Adds an If whose branches apply different operators to an outer tensor. */
    private static String branch(TestGraph g, String condition, String then, String otherwise, String x) {
        g.graph()
                .add(new Node(
                        "choice",
                        "",
                        "If",
                        List.of(condition),
                        List.of("chosen"),
                        Messages.graph(ModelProto.newBuilder()
                                        .setGraph(GraphProto.newBuilder()
                                                .addNode(node("If", "chosen", condition).toBuilder()
                                                        .addAttribute(subgraph("then_branch", then, x))
                                                        .addAttribute(subgraph("else_branch", otherwise, x))))
                                        .build())
                                .nodes()
                                .get(0)
                                .attributes()));
        return "chosen";
    }

    private static AttributeProto subgraph(String name, String op, String x) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(GraphProto.newBuilder()
                        .setName(name)
                        .addNode(node(op, name + "_result", x))
                        .addOutput(ValueInfoProto.newBuilder().setName(name + "_result")))
                .build();
    }

    /** Computes the gradient of the sum of the first output. */
    private static float[] gradient(ModelProto model, float... x) throws IOException {
        return gradient(ModelSource.of(model.toByteArray()).graph(), x);
    }

    private static float[] gradient(Graph model, float... x) {
        var inputs = Map.of("x", Tensor.of(x, 1, x.length));
        var ones = new float[x.length];
        Arrays.fill(ones, 1);
        try (var runner = GradientGraph.vectorJacobian(model, inputs).open()) {
            return runner.run(inputs, Tensor.of(ones, 1, x.length)).toArray();
        }
    }
}
