package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.disk.FileContent;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProtoOrBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The external files of a model's weights. Reads no file outside the model's folders. */
final class ExternalData implements TensorData, Closeable {

    static final String LOCATION = "location";
    static final String OFFSET = "offset";
    static final String LENGTH = "length";

    /**
     * The largest ratio of the bytes of all tensors in a file to those of the file; several tensors may share values.
     */
    private static final int SHARED = 4;

    private final ModelFolders folders;
    private final Map<String, Path> files = new HashMap<>();

    /** The channels and the bytes of all tensors by file, which may have several locations. */
    private final Map<Path, FileChannel> open = new HashMap<>();

    private final Map<Path, Long> claimed = new HashMap<>();

    ExternalData(ModelFolders folders) {
        this.folders = folders;
    }

    static boolean holds(TensorProtoOrBuilder tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    @Override
    public ByteBuffer read(TensorProto tensor) throws IOException {
        var where = entries(tensor);
        String location = where.getOrDefault(LOCATION, "");
        var path = path(location, tensor.getName());
        var file = channel(path);
        long offset = number(tensor, where.getOrDefault(OFFSET, "0"));
        long length = number(tensor, where.getOrDefault(LENGTH, String.valueOf(file.size() - offset)));
        if (offset < 0 || length < 0 || length > file.size() - offset) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "tensor %s refers to %d bytes at offset %d of %s, which has %d bytes",
                    tensor.getName(),
                    length,
                    offset,
                    location.equals(OWN) ? "the model" : location,
                    file.size()));
        }
        if (length > Integer.MAX_VALUE) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "tensor %s is larger than 2 GiB", tensor.getName()));
        }
        StoredSize.check(tensor, length);
        if (claimed.merge(path, length, Long::sum) > SHARED * file.size()) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the tensors in %s have more than %d times as many bytes together as the file has, %d",
                    location.equals(OWN) ? "the model" : location,
                    SHARED,
                    file.size()));
        }
        var bytes = ByteBuffer.allocateDirect((int) length);
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }

    /** Returns the keys and values of a tensor's external data, such as location and offset. */
    static Map<String, String> entries(TensorProto tensor) {
        return tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
    }

    static long number(TensorProto tensor, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "tensor %s has an external offset or length that is not a number: %s",
                    tensor.getName(),
                    text));
        }
    }

    private Path path(String location, String tensor) throws IOException {
        var path = files.get(location);
        if (path == null) {
            path = location.equals(OWN) ? folders.file() : weights(location, tensor);
            files.put(location, path);
        }
        return path;
    }

    private FileChannel channel(Path path) throws IOException {
        var channel = open.get(path);
        if (channel == null) {
            channel = FileChannel.open(path);
            open.put(path, channel);
        }
        return channel;
    }

    private Path weights(String location, String tensor) throws IOException {
        var file = folders.find(location, tensor);
        if (Files.size(file) > 0) {
            FileContent.failedDownload(file).ifPresent(problem -> {
                throw new InvalidModelException(String.format(
                        Locale.ROOT,
                        "the weights of tensor %s are in the file '%s', which %s",
                        tensor,
                        location,
                        problem));
            });
        }
        return file;
    }

    /** Returns the file with a tensor's values. */
    Path path(TensorProto tensor) throws IOException {
        String location = entries(tensor).getOrDefault(LOCATION, "");
        return location.equals(OWN) ? folders.file() : folders.find(location, tensor.getName());
    }

    @Override
    public void close() throws IOException {
        for (var channel : open.values()) {
            channel.close();
        }
    }
}
