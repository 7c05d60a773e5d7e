package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.SparseTensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataLocation;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which files store the values of tensors. */
class StoredTensorsTest {

    @TempDir
    Path folder;

    private static float[] values(int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i + 0.5f;
        }
        return values;
    }

    /** A model that multiplies ones by a constant of this many values. */
    private static ModelProto product(int count) {
        var g = TestGraph.opset(17);
        var x = g.x(count);
        return g.model(g.op("Mul", x, g.floats(values(count), count))).toModel();
    }

    private static float[] ones(int count) {
        var ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] run(Graph graph, int count) {
        try (var session = Session.open(graph)) {
            return session.run(Map.of("x", Tensor.of(ones(count), count)))
                    .values()
                    .iterator()
                    .next()
                    .toArray();
        }
    }

    private static ModelProto change(ModelProto model, Consumer<TensorProto.Builder> change) {
        var builder = model.toBuilder();
        change.accept(builder.getGraphBuilder().getInitializerBuilder(0));
        return builder.build();
    }

    /** Files written by onnx.save after onnx.load state the location of their data, below and above 4 KiB. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5000})
    void aWrittenLocationBesideRawData(int count) throws IOException {
        var model = change(product(count), t -> t.setDataLocation(DataLocation.DEFAULT));
        var file = Files.write(folder.resolve("net.onnx"), model.toByteArray());
        assertArrayEquals(values(count), run(ModelSource.of(file).graph(), count));
        assertArrayEquals(
                values(count), run(ModelSource.of("net", model.toByteArray()).graph(), count));
        assertEquals(1, ModelSource.of(file).files().size());
        ModelSource.of(file).writeTo(folder.resolve("copy.onnx"));
        assertArrayEquals(
                values(count), run(ModelSource.of(folder.resolve("copy.onnx")).graph(), count));
    }

    /** Moves values to a file, four bytes from its start. */
    private void external(TensorProto.Builder tensor, String file) throws IOException {
        var bytes = RawValues.of(tensor.build());
        var all = ByteBuffer.allocate(4 + bytes.remaining()).putInt(-1).put(bytes);
        Files.createDirectories(folder.resolve(file).getParent());
        Files.write(folder.resolve(file), all.array());
        tensor.clearRawData().clearFloatData().setDataLocation(DataLocation.EXTERNAL);
        Map.of("location", file, "offset", "4", "length", String.valueOf(all.capacity() - 4))
                .forEach((k, v) -> tensor.addExternalDataBuilder().setKey(k).setValue(v));
    }

    /** y = x * w * (c ? v : 1), where w is the value of a Constant node and v an initializer of a branch. */
    private ModelProto nested(int count) throws IOException {
        var w = Messages.proto(Constant.floats("", values(count), count)).toBuilder();
        external(w, "data/w.bin");
        var branch = GraphBuilder.opset(17);
        branch.initializer("v", new float[] {2}, 1);
        branch.output(branch.node("z", "Mul", List.of("xw", "v")));
        var then = Messages.of(branch.build()).getGraph().toBuilder();
        external(then.getInitializerBuilder(0), "v.bin");
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, count);
        g.initializer(Constant.bool("c", true));
        g.node("w", "Constant", List.of(), Attributes.of("value", Messages.constant(w.build())));
        g.node("xw", "Mul", List.of("x", "w"));
        g.output(g.node(
                "y",
                "If",
                List.of("c"),
                Messages.attributes(Map.of("then_branch", then.build(), "else_branch", then.build()))));
        return Messages.of(g.build());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5000})
    void externalDataOfConstantNodesAndOfSubgraphs(int count) throws IOException {
        var file = Files.write(folder.resolve("net.onnx"), nested(count).toByteArray());
        var source = ModelSource.of(file);
        var expected = values(count);
        for (int i = 0; i < count; i++) {
            expected[i] *= 2;
        }
        assertArrayEquals(expected, run(source.graph(), count));
        var real = folder.toRealPath();
        assertEquals(
                Set.of(real.resolve("net.onnx"), real.resolve("data/w.bin"), real.resolve("v.bin")),
                Set.copyOf(source.files()));
        var copy = folder.resolve("elsewhere/copy.onnx");
        Files.createDirectories(copy.getParent());
        source.writeTo(copy);
        assertArrayEquals(expected, run(ModelSource.of(copy).graph(), count));
        var bytes = ModelSource.of("net", Files.readAllBytes(file));
        var message = assertThrows(InvalidModelException.class, bytes::graph).getMessage();
        assertTrue(message.contains("open the model by its path"), message);
    }

    private static SparseTensorProto sparse(boolean linear) {
        // [2, 3] with 5 at (0, 2) and 7 at (1, 1).
        return SparseTensorProto.newBuilder()
                .addDims(2)
                .addDims(3)
                .setValues(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(1)
                        .addDims(2)
                        .addFloatData(5)
                        .addFloatData(7))
                .setIndices(Messages.proto(
                        linear
                                ? Constant.integers("", new long[] {2, 4}, 2)
                                : Constant.integers("", new long[] {0, 2, 1, 1}, 2, 2)))
                .build();
    }

    private static ModelProto withSparse(SparseTensorProto sparse) {
        var g = TestGraph.opset(17);
        g.op("Mul", g.x(2, 3), g.floats(new float[6], 2, 3));
        var model = Messages.of(g.model("mul")).toBuilder();
        var w = sparse.toBuilder();
        w.getValuesBuilder().setName(model.getGraph().getInitializer(0).getName());
        model.getGraphBuilder().clearInitializer().addSparseInitializer(w);
        return model.build();
    }

    private static float[] ofSparse(ModelProto model) throws IOException {
        try (var session = Session.open(ModelSource.of("m", model.toByteArray()).graph())) {
            return session.run(Map.of("x", Tensor.of(ones(6), 2, 3))).get("mul").toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sparseInitializersAndConstants(boolean linear) throws IOException {
        float[] expected = {0, 0, 5, 0, 7, 0};
        assertArrayEquals(expected, ofSparse(withSparse(sparse(linear))));
        var g = TestGraph.opset(17);
        var value = AttributeProto.newBuilder()
                .setName("sparse_value")
                .setType(AttributeProto.AttributeType.SPARSE_TENSOR)
                .setSparseTensor(sparse(linear))
                .build();
        g.op("Mul", g.x(2, 3), g.op("Constant", Attributes.of(List.of(value))));
        assertArrayEquals(expected, ofSparse(Messages.of(g.model("mul"))));
    }

    @Test
    void sparseTensorsOutOfBoundsAreRefusedByName() {
        var huge = sparse(true).toBuilder().setDims(0, 1L << 40).build();
        var overflow =
                sparse(true).toBuilder().setDims(0, 1L << 62).setDims(1, 8).build();
        var negative = sparse(true).toBuilder().setDims(0, -2).build();
        var outside = sparse(true).toBuilder()
                .setIndices(Messages.proto(Constant.integers("", new long[] {2, 6}, 2)))
                .build();
        var row = sparse(false).toBuilder()
                .setIndices(Messages.proto(Constant.integers("", new long[] {0, -1, 1, 1}, 2, 2)))
                .build();
        var few = sparse(true).toBuilder()
                .setIndices(Messages.proto(Constant.integers("", new long[] {2}, 1)))
                .build();
        for (var sparse : List.of(huge, overflow, negative, outside, row, few)) {
            var model = withSparse(sparse);
            var message = assertThrows(InvalidModelException.class, () -> ofSparse(model))
                    .getMessage();
            assertTrue(message.contains("the sparse tensor c"), message);
        }
    }

    private static void refused(TensorProto.Builder tensor, String reason) {
        var model = product(2).toBuilder();
        model.getGraphBuilder()
                .setInitializer(
                        0, tensor.setName(model.getGraph().getInitializer(0).getName()));
        var message = assertThrows(
                        InvalidModelException.class,
                        () -> ModelSource.of("m", model.build().toByteArray()).graph())
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    /** Shapes and types that no values fit are refused before memory is allocated for them. */
    @Test
    void shapesAndTypesWithoutValues() {
        for (var type : TensorProto.DataType.values()) {
            if (type != TensorProto.DataType.UNDEFINED) {
                var empty = TensorProto.newBuilder().setDataType(type.getNumber());
                refused(empty.clone().addDims(1L << 31).addDims(1L << 20), "The file is damaged");
                refused(empty.clone().addDims(-1).addDims(-2), "The file is damaged");
                refused(empty.clone().addDims(Long.MIN_VALUE), "The file is damaged");
                refused(empty.clone().addDims(3), "The file is damaged");
            }
        }
        for (int type : new int[] {0, 27, 99, -1}) {
            refused(TensorProto.newBuilder().setDataType(type).addDims(1), "type number " + type);
        }
    }

    /** Values in the list of another type are no values. */
    @Test
    void valuesOfAnotherType() {
        refused(TensorProto.newBuilder().setDataType(7).addDims(1).addFloatData(1), "The file is damaged");
        refused(TensorProto.newBuilder().setDataType(1).addDims(1).addInt64Data(1), "The file is damaged");
        refused(
                TensorProto.newBuilder()
                        .setDataType(14)
                        .addDims(2)
                        .addFloatData(1)
                        .addFloatData(1),
                "damaged");
    }

    /** Many tensors may share a file's values, but not to fill memory. */
    @Test
    void tensorsThatShareAFile() throws IOException {
        int bytes = 1 << 16;
        Files.write(folder.resolve("data"), new byte[bytes]);
        var model = product(bytes / Float.BYTES).toBuilder();
        var weight = model.getGraph().getInitializer(0).toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("data"));
        model.getGraphBuilder().setInitializer(0, weight);
        for (int i = 0; i < 3; i++) {
            model.getGraphBuilder().addInitializer(weight.setName("w" + i));
        }
        var file = folder.resolve("model.onnx");
        Files.write(file, model.build().toByteArray());
        assertEquals(4, ModelSource.of(file).graph().initializers().size());
        model.getGraphBuilder().addInitializer(weight.setName("w3"));
        Files.write(file, model.build().toByteArray());
        var message = assertThrows(
                        InvalidModelException.class, () -> ModelSource.of(file).graph())
                .getMessage();
        assertTrue(message.contains("more than 4 times as many bytes"), message);
    }
}
