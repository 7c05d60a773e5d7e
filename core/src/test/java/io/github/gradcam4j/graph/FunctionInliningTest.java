package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of another opset than the model's, in subgraphs, with defaults and overloads. */
class FunctionInliningTest {

    private static final String OWN = "own";

    private static NodeProto node(String op, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes))
                .build();
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    private static AttributeProto integers(String name, long... values) {
        var builder = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(builder::addInts);
        return builder.build();
    }

    private static FunctionProto.Builder function(int opset, NodeProto... nodes) {
        return FunctionProto.newBuilder()
                .setDomain(OWN)
                .setName("f")
                .addInput("v")
                .addOutput("r")
                .addAllNode(Arrays.asList(nodes))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
    }

    /** A model y = 2 f(x) for x of shape [1, 4]. */
    private static ModelProto model(int opset, FunctionProto.Builder... functions) {
        var g = TestGraph.opset(opset);
        g.graph().add(new Node("call", OWN, "f", List.of(g.x(1, 4)), List.of("c"), Attributes.none()));
        g.graph().add(new Node("twice", "", "Add", List.of("c", "c"), List.of("y"), Attributes.none()));
        var model = Messages.of(g.model("y")).toBuilder();
        Arrays.stream(functions).forEach(model::addFunctions);
        return model.build();
    }

    private static float[] run(ModelProto model, float... x) throws IOException {
        try (var session = Session.open(ModelSource.of("m", model.toByteArray()).graph())) {
            return session.run(Map.of("x", Tensor.of(x, 1, x.length))).get("y").toArray();
        }
    }

    @Test
    void aFunctionThatIsNotCalledIsDropped() throws IOException {
        var unused = function(5, node("Softmax", "r", List.of("v"))).setName("unused");
        var model = model(17, function(17, node("Neg", "r", List.of("v"))), unused);
        assertArrayEquals(new float[] {-2, 4, -8, 6}, run(model, 1, -2, 4, -3));
    }

    /** Operators without a change between the two opsets. */
    @ParameterizedTest
    @CsvSource({"17,18", "18,17", "13,21", "21,13", "9,12", "22,18"})
    void operatorsThatMeanTheSameInBothOpsets(int function, int model) throws IOException {
        var relu = function(function, node("Relu", "r", List.of("v")));
        assertArrayEquals(new float[] {2, 0, 0, 6}, run(model(model, relu), 1, -2, 0, 3));
    }

    /** The axes are an attribute before opset 18 and an input since. */
    @ParameterizedTest
    @CsvSource({"17,18", "13,20", "17,17"})
    void anOperatorWithAnotherFormIsConverted(int function, int model) throws IOException {
        var mean = function(function, node("ReduceMean", "r", List.of("v"), integers("axes", 1)));
        var graph = ModelSource.of("m", model(model, mean).toByteArray()).graph();
        assertEquals(model, graph.opset());
        assertArrayEquals(new float[] {5}, run(model(model, mean), 1, 2, 3, 4));
    }

    @Test
    void theModelIsConvertedIfItsFunctionIsNewer() throws IOException {
        var gelu = function(20, node("Gelu", "r", List.of("v")));
        var model = model(17, gelu).toBuilder();
        model.getGraphBuilder().getNodeBuilder(1).setOutput(0, "d");
        model.getGraphBuilder().addNode(node("ReduceMean", "y", List.of("d"), integers("axes", 1)));
        // 2 mean(Gelu(1, 2, 0, 0)) by the error function.
        assertArrayEquals(new float[] {1.3979217f}, run(model.build(), 1, 2, 0, 0), 1e-6f);
    }

    @Test
    void anOperatorThatMeansSomethingElseIsNamed() {
        var softmax = function(11, node("Softmax", "r", List.of("v")));
        var message = assertThrows(InvalidModelException.class, () -> run(model(18, softmax), 1, 2, 3, 4))
                .getMessage();
        assertTrue(message.contains("function f uses Softmax of opset 11"), message);
        assertTrue(message.contains("Export the model with one opset"), message);
    }

    /** The last call of a function writes the function's output, so both have the same scope. */
    @Test
    void equalNamesInNestedFunctions() throws IOException {
        var inner = function(17, node("Relu", "t", List.of("v")), node("Neg", "r", List.of("t")))
                .setName("inner");
        var call = node("inner", "r", List.of("t")).toBuilder().setDomain(OWN).build();
        var outer = function(17, node("Abs", "t", List.of("v")), call);
        assertArrayEquals(new float[] {-2, -4, -2, -6}, run(model(17, inner, outer), 1, -2, 1, -3));
    }

    /** 30 functions; each calls the one before twice. */
    @Test
    void callsThatMultiplyAreRefused() {
        var model = model(17).toBuilder()
                .addFunctions(function(17, node("Neg", "r", List.of("v"))).setName("f0"));
        for (int i = 1; i <= 30; i++) {
            var half = node("f" + (i - 1), "h", List.of("v")).toBuilder()
                    .setDomain(OWN)
                    .build();
            var whole = node("f" + (i - 1), "r", List.of("h")).toBuilder()
                    .setDomain(OWN)
                    .build();
            model.addFunctions(function(17, half, whole).setName(i == 30 ? "f" : "f" + i));
        }
        var message = assertThrows(InvalidModelException.class, () -> run(model.build(), 1, 2, 3, 4))
                .getMessage();
        assertTrue(message.contains("more than 1,000,000 nodes"), message);
    }

    @Test
    void defaultsOverloadsAndFurtherDomains() throws IOException {
        var slope = AttributeProto.newBuilder()
                .setName("alpha")
                .setType(AttributeType.FLOAT)
                .setRefAttrName("slope")
                .build();
        var leaky = function(17, node("LeakyRelu", "r", List.of("v"), slope)).addAttributeProto(real("slope", 0.5f));
        assertArrayEquals(new float[] {2, -2, 0, 6}, run(model(17, leaky), 1, -2, 0, 3));
        var other = function(17, node("Abs", "r", List.of("v"))).setOverload("other");
        var model = model(17, leaky, other).toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setOverload("other");
        assertArrayEquals(new float[] {2, 4, 0, 6}, run(model.build(), 1, -2, 0, 3));
        var gelu = function(
                        17,
                        node("Gelu", "r", List.of("v")).toBuilder()
                                .setDomain("com.microsoft")
                                .build())
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1));
        assertArrayEquals(new float[] {2 * 0.8413447f, 0, 0, 0}, run(model(17, gelu), 1, 0, 0, 0), 1e-5f);
    }

    @Test
    void callsInSubgraphsAndSubgraphsInFunctions() throws IOException {
        var inner = GraphProto.newBuilder()
                .setName("branch")
                .addNode(node("f", "b", List.of("x")).toBuilder().setDomain(OWN))
                .addOutput(ValueInfoProto.newBuilder().setName("b"));
        var slope = AttributeProto.newBuilder()
                .setName("alpha")
                .setType(AttributeType.FLOAT)
                .setRefAttrName("slope");
        var leaky = GraphProto.newBuilder()
                .setName("leaky")
                .addNode(node("LeakyRelu", "z", List.of("v")).toBuilder().addAttribute(slope))
                .addOutput(ValueInfoProto.newBuilder().setName("z"));
        var condition = AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeType.TENSOR)
                .setT(Messages.proto(Constant.bool("", true)))
                .build();
        var f = function(
                        17,
                        node("Constant", "c", List.of(), condition),
                        node("If", "r", List.of("c"), graph("then_branch", leaky), graph("else_branch", leaky)))
                .addAttributeProto(real("slope", 0.25f));
        var g = TestGraph.opset(17);
        g.x(1, 4);
        g.graph().initializer(Constant.bool("yes", true));
        var model = Messages.of(g.model("y")).toBuilder().addFunctions(f);
        model.getGraphBuilder()
                .addNode(node("If", "y", List.of("yes"), graph("then_branch", inner), graph("else_branch", inner)));
        assertArrayEquals(new float[] {1, -0.5f, 0, 3}, run(model.build(), 1, -2, 0, 3));
    }

    private static AttributeProto graph(String name, GraphProto.Builder graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    @Test
    void nodesOfAFunctionHaveTheMetadataOfTheCall() throws IOException {
        var model = model(17, function(17, node("Relu", "r", List.of("v")))).toBuilder();
        model.getGraphBuilder()
                .getNodeBuilder(0)
                .addMetadataPropsBuilder()
                .setKey("k")
                .setValue("a");
        var graph = ModelSource.of("m", model.build().toByteArray()).graph();
        assertEquals(Map.of("k", "a"), graph.nodes().get(0).metadata());
        var again = ModelSource.of("m", graph.toBytes()).graph();
        assertEquals(
                graph.nodes().stream().map(Node::metadata).toList(),
                again.nodes().stream().map(Node::metadata).toList());
    }
}
