package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a graph with its large tensors in a second file, as models of more than 2 GiB need. */
final class ExternalDataWriter {

    /** Smaller tensors stay in the model. */
    private static final int LEAST = 1024;

    /** The alignment of tensors, which ONNX Runtime needs to map the file into memory. */
    private static final int ALIGNMENT = 4096;

    private final Path data;
    private long offset;

    private ExternalDataWriter(Path data) {
        this.data = data;
    }

    /** Writes the data first, so that no model refers to data that does not exist. Both writes are atomic. */
    static void write(Graph graph, Path file) throws IOException {
        var data = file.resolveSibling(file.getFileName() + ".data");
        AtomicFile.write(data, part -> {
            try (var out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                long position = 0;
                for (Constant constant : graph.initializers().values()) {
                    var raw = constant.toProto().getRawData();
                    if (raw.size() >= LEAST) {
                        out.write(new byte[(int) (aligned(position) - position)]);
                        raw.writeTo((OutputStream) out);
                        position = aligned(position) + raw.size();
                    }
                }
            }
        });
        var writer = new ExternalDataWriter(data);
        Graph.write(graph.model(writer::elsewhere), file);
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private TensorProto elsewhere(Constant constant) {
        var tensor = constant.toProto();
        int length = tensor.getRawData().size();
        if (length < LEAST) {
            return tensor;
        }
        offset = aligned(offset);
        var proto = tensor.toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry(ExternalData.LOCATION, data.getFileName().toString()))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)))
                .build();
        offset += length;
        return proto;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
