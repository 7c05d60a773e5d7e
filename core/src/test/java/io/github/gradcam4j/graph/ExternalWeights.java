package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
        return Files.write(folder.resolve("net.onnx"), model(List.of(location), offset, length));
    }

    /** Returns a model that multiplies by the same two numbers, read once from each location. */
    static byte[] copies(List<String> locations) {
        return model(locations, 4, 8);
    }

    private static byte[] model(List<String> locations, long offset, long length) {
        var g = TestGraph.opset(13);
        var x = g.x(1, 2);
        var weights =
                IntStream.range(0, locations.size()).mapToObj(i -> "w" + i).toArray(String[]::new);
        for (String name : weights) {
            g.graph().initializer(name, new float[] {0, 0}, 2);
        }
        var model = g.model(g.op("Mul", x, g.op("Max", weights))).toModel().toBuilder();
        for (int i = 0; i < weights.length; i++) {
            TensorProto.Builder w = model.getGraphBuilder().getInitializerBuilder(i);
            w.clearRawData().setDataLocation(DataLocation.EXTERNAL);
            Map.of("location", locations.get(i), "offset", String.valueOf(offset), "length", String.valueOf(length))
                    .forEach((key, value) -> w.addExternalData(
                            StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        }
        return model.build().toByteArray();
    }
}
