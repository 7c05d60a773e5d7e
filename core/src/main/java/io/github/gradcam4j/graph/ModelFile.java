package io.github.gradcam4j.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A reader of ONNX models from files and from memory. */
final class ModelFile {

    private ModelFile() {}

    /**
     * Reads a model with all its weights, those in external files included.
     *
     * @throws NoSuchFileException if the file does not exist
     * @throws InvalidModelException if the file is not an ONNX model, or external data is missing, too short or outside
     *     the model's folder
     */
    static ModelProto read(Path path) throws IOException {
        return parse(path, ModelFile::complete);
    }

    /**
     * Reads a model, converts it to float32 and inlines its functions. Large weights are read directly into memory
     * outside the heap.
     *
     * @throws NoSuchFileException if the file does not exist
     * @throws InvalidModelException as {@link #read}
     */
    static Graph graph(Path path) throws IOException {
        return parse(path, ModelFile::graph);
    }

    /** Reads a model from memory as {@link #graph(Path)} does from a file. External data is not supported. */
    static Graph graph(byte[] model) {
        return parse(model, ModelFile::graph);
    }

    /**
     * Reads the outline of a model: inputs, outputs and nodes without the values of large weights.
     *
     * @throws InvalidModelException if the file is not an ONNX model
     */
    static Graph outline(Path path) throws IOException {
        return parse(path, (skeleton, data) -> Graph.of(skeleton));
    }

    /**
     * Returns the files of a model: the model itself, then the files of its external data in the order of their first
     * use.
     *
     * @throws InvalidModelException as {@link #read}
     */
    static List<Path> files(Path path) throws IOException {
        var model = path.toRealPath();
        var files = new LinkedHashSet<>(List.of(model));
        try (var external = new ExternalData(model.getParent())) {
            for (var tensor :
                    parse(path, (skeleton, data) -> skeleton).getGraph().getInitializerList()) {
                if (ExternalData.holds(tensor)) {
                    files.add(external.path(tensor));
                }
            }
        }
        return List.copyOf(files);
    }

    static Graph outline(byte[] model) {
        return parse(model, (skeleton, data) -> Graph.of(skeleton));
    }

    /** Returns the graph of a model in memory, in float32 and with its functions inlined. */
    static Graph graph(ModelProto model) {
        return Graph.of(FunctionInlining.functions(model)).float32().expandOperators();
    }

    /** Reads a model from memory. External data is not supported. */
    static ModelProto parse(byte[] model) {
        return parse(model, ModelFile::complete);
    }

    private static ModelProto complete(ModelProto skeleton, TensorData data) throws IOException {
        return inside(skeleton, data, t -> true);
    }

    private static Graph graph(ModelProto skeleton, TensorData data) throws IOException {
        var model = inside(skeleton, data, t -> Constant.of(t).type() != ElementType.FLOAT);
        var weights = new ArrayList<Constant>();
        var light = model.getGraph().toBuilder();
        for (var tensor : light.getInitializerBuilderList()) {
            if (ExternalData.holds(tensor.build())) {
                var values = data.read(tensor.build());
                tensor.clearExternalData().clearDataLocation();
                weights.add(Constant.of(tensor.build()).withOffHeap(values));
            }
        }
        return graph(model.toBuilder().setGraph(light).build())
                .withInitializers(weights)
                .offHeap();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ModelProto skeleton, TensorData data) throws IOException;
    }

    private static <T> T parse(Path path, Reading<T> reading) throws IOException {
        var file = path.toRealPath();
        if (Files.isDirectory(file)) {
            throw new InvalidModelException(path + " is a folder; give the path of the .onnx file in it");
        }
        try (var in = new BufferedInputStream(new FileInputStream(file.toFile()), 1 << 16);
                var data = new ExternalData(file.getParent())) {
            var skeleton = WeightlessModelReader.read(in, file.getFileName().toString());
            return reading.of(checked(skeleton, path.toString()), data);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "%s is not an ONNX model or is damaged: %s", path, e.getMessage()));
        }
    }

    private static <T> T parse(byte[] model, Reading<T> reading) {
        try {
            var skeleton = WeightlessModelReader.read(new ByteArrayInputStream(model), InMemoryData.LOCATION);
            return reading.of(checked(skeleton, "the model"), new InMemoryData(model));
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidModelException("the bytes are not an ONNX model or are damaged: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelProto checked(ModelProto model, String name) {
        if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
            throw new InvalidModelException(name + " is not an ONNX model: it has no graph or no opset");
        }
        return model;
    }

    /** Returns the model with the values of the tensors that {@code which} accepts. */
    private static ModelProto inside(ModelProto skeleton, TensorData data, Predicate<TensorProto> which)
            throws IOException {
        GraphProto.Builder graph = skeleton.getGraph().toBuilder();
        for (var tensor : graph.getInitializerBuilderList()) {
            var outside = tensor.build();
            if (ExternalData.holds(outside) && which.test(outside)) {
                tensor.clearExternalData().clearDataLocation().setRawData(ByteString.copyFrom(data.read(outside)));
            }
        }
        return skeleton.toBuilder().setGraph(graph).build();
    }
}
