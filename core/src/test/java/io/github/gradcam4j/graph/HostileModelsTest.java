package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataLocation;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are damaged, or made to be read without end: each is refused with a message that names its file. */
@Timeout(60)
class HostileModelsTest {

    private static final String OWN = "own";

    @TempDir
    private Path folder;

    private static NodeProto node(String domain, String op, String input, String... outputs) {
        return NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(op)
                .addInput(input)
                .addAllOutput(Arrays.asList(outputs))
                .build();
    }

    private static FunctionProto.Builder function(String name, NodeProto... nodes) {
        return FunctionProto.newBuilder()
                .setDomain(OWN)
                .setName(name)
                .addInput("v")
                .addOutput("r")
                .addAllNode(Arrays.asList(nodes))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
    }

    private static ModelProto.Builder model(NodeProto... nodes) {
        var graph = GraphBuilder.opset(17);
        graph.input("x", ElementType.FLOAT, 1, 2);
        graph.output("y", ElementType.FLOAT, 1, 2);
        var model = Messages.of(graph.build()).toBuilder();
        model.getGraphBuilder().addAllNode(Arrays.asList(nodes));
        return model;
    }

    private Path write(ModelProto.Builder model) throws IOException {
        return Files.write(folder.resolve("net.onnx"), model.build().toByteArray());
    }

    private String refusal(ModelProto.Builder model) throws IOException {
        var file = write(model);
        String message = assertThrows(
                        InvalidModelException.class, () -> ModelSource.of(file).graph())
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length()).replaceFirst("^: ", "");
    }

    /** Returns functions; each calls the next one. */
    private static ModelProto.Builder nested(int depth) {
        var model = model(node(OWN, "f0", "x", "y"));
        for (int i = 0; i < depth; i++) {
            model.addFunctions(function("f" + i, node("", "Neg", "v", "t"), node(OWN, "f" + (i + 1), "t", "r")));
        }
        return model.addFunctions(function("f" + depth, node("", "Relu", "v", "r")));
    }

    @Test
    void functionsAreCalledInsideEachOther() throws IOException {
        try (var session = Session.open(ModelSource.of(write(nested(200))).graph())) {
            assertArrayEquals(
                    new float[] {3, 0},
                    session.run(Map.of("x", Tensor.of(new float[] {3, -1}, 1, 2)))
                            .get("y")
                            .toArray());
        }
        assertTrue(refusal(nested(20_000)).contains("function f256 is called inside 256 others"));
    }

    @Test
    void aFunctionThatCallsItselfIsNamed() throws IOException {
        var model = model(node(OWN, "a", "x", "y"))
                .addFunctions(function("a", node(OWN, "b", "v", "r")))
                .addFunctions(function("b", node(OWN, "a", "v", "r")));
        assertEquals("the model's function a calls itself", refusal(model));
    }

    /** Of 2^30 calls none is a node in the end. */
    @Test
    void callsOfNothingAreCounted() throws IOException {
        var model = model(node(OWN, "f0", "x", "y"));
        for (int i = 0; i < 30; i++) {
            var call = node(OWN, "f" + (i + 1), "v", "r");
            model.addFunctions(function("f" + i, call, call));
        }
        model.addFunctions(function("f30"));
        assertTrue(refusal(model).contains("more than 1,000,000 nodes"));
    }

    @Test
    void aLongNameInAFunctionIsCounted() throws IOException {
        var model = model(node(OWN, "f0", "x", "y"));
        for (int i = 0; i < 12; i++) {
            var call = node(OWN, "f" + (i + 1), "v", "r");
            model.addFunctions(function("f" + i, call, call));
        }
        model.addFunctions(function("f12", node("", "Neg", "v", "n".repeat(1 << 17))));
        assertTrue(refusal(model).contains("bytes, when each call is counted"));
    }

    private static ModelProto.Builder nestedIfs(int depth) {
        var inner = node("", "Identity", "x", "t");
        for (int i = 0; i < depth; i++) {
            var branch = GraphProto.newBuilder()
                    .setName("g")
                    .addNode(inner)
                    .addOutput(ValueInfoProto.newBuilder().setName(i == 0 ? "t" : "t" + i))
                    .build();
            inner = NodeProto.newBuilder()
                    .setOpType("If")
                    .addInput("c")
                    .addOutput("t" + (i + 1))
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("then_branch")
                            .setType(AttributeType.GRAPH)
                            .setG(branch))
                    .build();
        }
        var model = model(inner, node("", "Identity", "t" + depth, "y"));
        model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("c")
                        .setDataType(ElementType.BOOL.code())
                        .addInt32Data(1));
        return model;
    }

    @Test
    void ifsInsideIfsAreLimited() throws IOException {
        assertEquals(2, ModelSource.of(write(nestedIfs(12))).graph().nodes().size());
        assertTrue(refusal(nestedIfs(13)).contains("inside 12 others"));
        assertTrue(refusal(nestedIfs(200)).contains("more levels of graphs inside graphs"));
    }

    @Test
    void aTensorIsWrittenOnceAndNotReadBeforeItIsWritten() throws IOException {
        assertEquals(
                "tensor y is written by two nodes",
                refusal(model(node("", "Relu", "x", "y"), node("", "Neg", "x", "y"))));
        assertEquals(
                "Relu (node y) reads the tensor 'z', which no node writes", refusal(model(node("", "Relu", "z", "y"))));
        assertEquals("no node of the model computes its output 'y'", refusal(model(node("", "Relu", "x", "z"))));
        assertTrue(refusal(model(node("", "Relu", "y", "z"), node("", "Relu", "z", "y")))
                .contains("in a circle"));
    }

    @Test
    void inputsAndInitializersAreNotWritten() throws IOException {
        for (String given : List.of("x", "w")) {
            var model = model(node("", "Relu", "v", given), node("", "Relu", "v", "y"));
            model.getGraphBuilder()
                    .addInitializer(Constant.floats("v", new float[2], 2).toProto())
                    .addInitializer(Constant.floats("w", new float[2], 2).toProto());
            assertEquals(
                    "Relu (node " + given + ") is not valid: it writes '" + given + "', an input or initializer",
                    refusal(model));
        }
    }

    @Test
    void nodesOutOfOrderAreSorted() throws IOException {
        var graph = ModelSource.of(write(model(node("", "Neg", "t", "y"), node("", "Relu", "x", "t"))))
                .graph();
        assertEquals(
                List.of("Relu", "Neg"), graph.nodes().stream().map(Node::op).toList());
    }

    @Test
    void callsWithoutOutputsAndRepeatedFunctionsAreRead() throws IOException {
        var model = model(node(OWN, "f", "x"), node(OWN, "f", "x", ""), node(OWN, "f", "x", "y"))
                .addFunctions(function("f", node("", "Neg", "v", "r")))
                .addFunctions(function("f", node("", "Relu", "v", "r")));
        assertEquals(
                List.of("Relu"),
                ModelSource.of(write(model)).graph().nodes().stream()
                        .map(Node::op)
                        .toList());
    }

    @Test
    void namesInMessagesAreShortAndPlain() throws IOException {
        String message = refusal(model(node("", "Relu", "\u001b[31m\u202e\u0085\0" + "z".repeat(5_000_000), "y")));
        assertTrue(message.length() < 500, message);
        assertTrue(message.contains("'\\u001b[31m\\u202e\\u0085\\u0000zzz"), message);
        assertTrue(message.endsWith("zzz... (5,000,008 characters)', which no node writes"), message);
        String twice = "t\n".repeat(2_000_000);
        message = refusal(model(node("", "Relu", "x", twice), node("", "Relu", "x", twice)));
        assertTrue(message.length() < 5_000 && !message.contains("\n"), message);
    }

    private static TensorProto external(String location, int bytes) {
        return TensorProto.newBuilder()
                .setName("w")
                .setDataType(ElementType.FLOAT.code())
                .addDims(bytes / 4)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("length", String.valueOf(bytes)))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static AttributeProto tensor(String name, TensorProto tensor) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.TENSOR)
                .setT(tensor)
                .build();
    }

    /** A model that adds a constant of a file: that of a node, of a branch, or of the default of a function. */
    private static ModelProto.Builder adding(String where, String location) {
        var file = external(location, 8);
        var constant = node("", "Constant", "", "k").toBuilder().clearInput();
        var add = node("", "Add", "x", "y").toBuilder().addInput("k").build();
        return switch (where) {
            case "attribute" ->
                model(constant.addAttribute(tensor("value", file)).build(), add);
            case "branch" -> {
                var branch = GraphProto.newBuilder()
                        .setName("g")
                        .addInitializer(file)
                        .addOutput(ValueInfoProto.newBuilder().setName("w"));
                var choice = node("", "If", "c", "k").toBuilder();
                List.of("then_branch", "else_branch")
                        .forEach(name -> choice.addAttribute(AttributeProto.newBuilder()
                                .setName(name)
                                .setType(AttributeType.GRAPH)
                                .setG(branch)));
                var model = model(choice.build(), add);
                model.getGraphBuilder()
                        .addInitializer(TensorProto.newBuilder()
                                .setName("c")
                                .setDataType(ElementType.BOOL.code())
                                .addInt32Data(1));
                yield model;
            }
            default -> {
                var reference = AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setRefAttrName("values");
                var sum = node("", "Add", "v", "r").toBuilder().addInput("k").build();
                yield model(node(OWN, "f", "x", "y"))
                        .addFunctions(
                                function("f", constant.addAttribute(reference).build(), sum)
                                        .addAttributeProto(tensor("values", file)));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"attribute", "branch", "default"})
    void dataOfAttributesIsReadFromTheFolderOfTheModelAlone(String where) throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[] {0, 0, -128, 63, 0, 0, 0, 64});
        try (var session =
                Session.open(ModelSource.of(write(adding(where, "weights.bin"))).graph())) {
            assertArrayEquals(
                    new float[] {11, 22},
                    session.run(Map.of("x", Tensor.of(new float[] {10, 20}, 1, 2)))
                            .get("y")
                            .toArray());
        }
        // The tests run in the folder of the module.
        assertTrue(Files.exists(Path.of("pom.xml")));
        assertTrue(refusal(adding(where, "pom.xml")).contains("'pom.xml', which is not beside the model"));
        for (String outside : List.of("../pom.xml", "/etc/passwd", "a/../../b")) {
            assertTrue(refusal(adding(where, outside)).contains("outside the model's folder"), outside);
        }
        assertTrue(refusal(adding(where, "a\0b")).contains("'a\\u0000b', which is not beside the model"));
        assertTrue(refusal(adding(where, "")).contains("which is not beside the model"));
    }

    @Test
    void aDeviceIsNoModel() {
        var device = Path.of("/dev/zero");
        assumeTrue(Files.exists(device), "there is no /dev/zero");
        var refused = assertThrows(
                FileSystemException.class, () -> ModelSource.of(device).graph());
        assertEquals("/dev/zero: it is a pipe or a device, not an ordinary file", refused.getMessage());
    }
}
