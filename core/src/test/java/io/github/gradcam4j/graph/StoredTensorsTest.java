package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataLocation;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
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
}
