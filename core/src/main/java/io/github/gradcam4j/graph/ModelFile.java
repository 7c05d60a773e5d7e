package io.github.gradcam4j.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads ONNX models. Weights stay in the mapped file: nothing of their size is copied. */
public final class ModelFile {

    private final Path folder;
    private final Map<String, ByteBuffer> mapped = new HashMap<>();

    private ModelFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a model with all its weights, those in external files included.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws InvalidModelException if it is not an ONNX model, or external data is missing, too short or outside the
     *     model's folder
     */
    public static ModelProto read(Path path) throws IOException {
        var file = path.toRealPath();
        if (Files.isDirectory(file)) {
            throw new InvalidModelException(path + " is a folder; name the .onnx file in it");
        }
        var model = parse(map(file), path);
        if (model.getGraph().getInitializerList().stream().noneMatch(ModelFile::external)) {
            return model;
        }
        var reader = new ModelFile(file.getParent());
        return model.toBuilder().setGraph(reader.resolve(model.getGraph())).build();
    }

    /** Reads a model from memory. It cannot have external data. */
    public static ModelProto parse(byte[] model) {
        return parse(ByteBuffer.wrap(model), Path.of("(bytes)"));
    }

    private static ModelProto parse(ByteBuffer bytes, Path path) {
        try {
            var stream = CodedInputStream.newInstance(bytes);
            stream.enableAliasing(true);
            stream.setSizeLimit(Integer.MAX_VALUE);
            var model = ModelProto.parseFrom(stream);
            if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
                throw new InvalidModelException(
                        path + " is not an ONNX model: it has no graph or names no operator set");
            }
            return model;
        } catch (IOException e) {
            throw new InvalidModelException(
                    "%s is not an ONNX model, or is damaged: %s".formatted(path, e.getMessage()));
        }
    }

    private static boolean external(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private GraphProto resolve(GraphProto graph) throws IOException {
        var resolved = graph.toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (external(graph.getInitializer(i))) {
                resolved.setInitializer(i, resolve(graph.getInitializer(i)));
            }
        }
        return resolved.build();
    }

    private TensorProto resolve(TensorProto tensor) throws IOException {
        var where = tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
        String location = where.getOrDefault("location", "");
        var file = open(location, tensor.getName());
        try {
            long offset = Long.parseLong(where.getOrDefault("offset", "0"));
            long length = Long.parseLong(where.getOrDefault("length", String.valueOf(file.capacity() - offset)));
            if (offset < 0 || length < 0 || offset + length > file.capacity()) {
                throw new InvalidModelException("tensor %s wants bytes %d to %d of %s, which has %d"
                        .formatted(tensor.getName(), offset, offset + length, location, file.capacity()));
            }
            ByteString data = UnsafeByteOperations.unsafeWrap(file.slice((int) offset, (int) length));
            return tensor.toBuilder()
                    .clearExternalData()
                    .clearDataLocation()
                    .setRawData(data)
                    .build();
        } catch (NumberFormatException e) {
            throw new InvalidModelException("tensor %s has an external offset or length that is no number: %s"
                    .formatted(tensor.getName(), where));
        }
    }

    private ByteBuffer open(String location, String tensor) throws IOException {
        var known = mapped.get(location);
        if (known != null) {
            return known;
        }
        var file = folder.resolve(location);
        if (location.isEmpty() || !Files.isRegularFile(file)) {
            throw new InvalidModelException(
                    "the weights of tensor %s are in the file '%s', which is not beside the model"
                            .formatted(tensor, location));
        }
        if (!file.toRealPath().startsWith(folder)) {
            throw new InvalidModelException("tensor %s wants its weights from '%s', outside the model's folder: refused"
                    .formatted(tensor, location));
        }
        var bytes = map(file);
        mapped.put(location, bytes);
        return bytes;
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new InvalidModelException(file.getFileName() + " is larger than 2 GiB, which is not supported");
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
