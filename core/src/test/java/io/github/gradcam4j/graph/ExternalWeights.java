package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A model that multiplies by two numbers of an external file, which contains 9, 3 and 5. */
final class ExternalWeights {

    private ExternalWeights() {}

    static byte[] bytes() {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(9)
                .putFloat(3)
                .putFloat(5)
                .array();
    }

    /** Writes {@code net.onnx}, whose weights refer to {@code location}, and {@code weights.bin}. */
    static Path write(Path folder, String location, long offset, long length) throws IOException {
        Files.write(folder.resolve("weights.bin"), bytes());
        var g = TestGraph.opset(13);
        var x = g.x(1, 2);
        g.graph().initializer("w", new float[] {0, 0}, 2);
        ModelProto.Builder model = g.model(g.op("Mul", x, "w")).toModel().toBuilder();
        TensorProto.Builder w = model.getGraphBuilder().getInitializerBuilder(0);
        w.clearRawData().setDataLocation(DataLocation.EXTERNAL);
        Map.of("location", location, "offset", String.valueOf(offset), "length", String.valueOf(length))
                .forEach((key, value) -> w.addExternalData(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return Files.write(folder.resolve("net.onnx"), model.build().toByteArray());
    }
}
