package io.github.gradcam4j.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.gradcam4j.internal.disk.FileContent;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
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
import java.util.function.Function;
import java.util.function.Predicate;

/** A reader of ONNX models from files and from memory. */
final class ModelFile {

    /** The first byte of most ONNX files: the tag of the version of the format. */
    private static final byte IR_VERSION = ModelProto.IR_VERSION_FIELD_NUMBER << 3;

    /** A part of protobuf's message for a file that ends too early. */
    private static final String TRUNCATED = "ended unexpectedly";

    /** A part of protobuf's message for more than 100 levels of messages. */
    private static final String NESTED = "too many levels of nesting";

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
        var folders = ModelFolders.of(path);
        var files = new LinkedHashSet<>(List.of(folders.file()));
        try (var external = new ExternalData(folders)) {
            var model = parse(path, (skeleton, data) -> skeleton).toBuilder();
            NestedTensors.Change add = tensor -> {
                if (ExternalData.holds(tensor)) {
                    files.add(external.path(tensor.build()));
                }
            };
            for (var tensor : model.getGraphBuilder().getInitializerBuilderList()) {
                add.apply(tensor);
            }
            NestedTensors.change(model, add);
        }
        return List.copyOf(files);
    }

    static Graph outline(byte[] model) {
        return parse(model, (skeleton, data) -> Graph.of(skeleton));
    }

    /** Returns the graph of a model in memory, in float32 and with its functions inlined. */
    static Graph graph(ModelProto model) {
        return inlined(model).float32().expandOperators();
    }

    private static Graph inlined(ModelProto model) {
        var graph = Graph.of(FunctionInlining.functions(model));
        graph.requireWritten();
        return graph;
    }

    /** Reads a model with its functions inlined, with its own types and operators. */
    static Graph original(Path path) throws IOException {
        return parse(path, (skeleton, data) -> graph(skeleton, data, ModelFile::inlined));
    }

    /** Reads a model from memory as {@link #original(Path)} does from a file. */
    static Graph original(byte[] model) {
        return parse(model, (skeleton, data) -> graph(skeleton, data, ModelFile::inlined));
    }

    /** Reads a model from memory. External data is not supported. */
    static ModelProto parse(byte[] model) {
        return parse(model, ModelFile::complete);
    }

    private static ModelProto complete(ModelProto skeleton, TensorData data) throws IOException {
        return inside(skeleton, data, t -> true);
    }

    private static Graph graph(ModelProto skeleton, TensorData data) throws IOException {
        return graph(skeleton, data, ModelFile::graph);
    }

    /** @param conversion makes the graph of a model whose large float32 weights are read afterwards */
    private static Graph graph(ModelProto skeleton, TensorData data, Function<ModelProto, Graph> conversion)
            throws IOException {
        var model = checked(
                DenseTensors.of(inside(skeleton, data, t -> Constant.of(t).type() != ElementType.FLOAT)));
        var weights = new ArrayList<Constant>();
        var light = model.getGraph().toBuilder();
        for (var tensor : light.getInitializerBuilderList()) {
            if (ExternalData.holds(tensor.build())) {
                var values = data.read(tensor.build());
                tensor.clearExternalData().clearDataLocation();
                weights.add(Constant.of(tensor.build()).withOffHeap(values));
            }
        }
        return conversion
                .apply(model.toBuilder().setGraph(light).build())
                .withInitializers(weights)
                .offHeap();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ModelProto skeleton, TensorData data) throws IOException;
    }

    private static <T> T parse(Path path, Reading<T> reading) throws IOException {
        if (Files.isDirectory(path)) {
            throw new InvalidModelException(path + " is a folder; give the path of the .onnx file in it");
        }
        var folders = ModelFolders.of(path);
        OrdinaryFile.require(folders.file());
        try (var in = new BufferedInputStream(new FileInputStream(folders.file().toFile()), 1 << 16);
                var data = new ExternalData(folders)) {
            return reading.of(withGraph(WeightlessModelReader.read(in)), data);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(path.toString(), FileContent.start(folders.file()), Files.size(folders.file()), e);
        }
    }

    private static <T> T parse(byte[] model, Reading<T> reading) {
        try {
            return reading.of(
                    withGraph(WeightlessModelReader.read(new ByteArrayInputStream(model))), new InMemoryData(model));
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx("the model", model, model.length, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the model if all its tensors have the number of values of their shapes. */
    private static ModelProto checked(ModelProto model) throws IOException {
        for (var tensor : model.getGraph().getInitializerList()) {
            if (!ExternalData.holds(tensor)) {
                StoredSize.check(tensor);
            }
        }
        NestedTensors.change(model.toBuilder(), tensor -> StoredSize.check(tensor.build()));
        return model;
    }

    private static InvalidModelException notOnnx(
            String name, byte[] start, long size, InvalidProtocolBufferException problem) {
        if (size > Integer.MAX_VALUE) {
            return new InvalidModelException(
                    name + " has more than 2 GiB, the limit of the format; write its weights to"
                            + " a file beside it: onnx.save(onnx.load(FILE), 'm.onnx', save_as_external_data=True)");
        }
        if (problem.getMessage().contains(NESTED)) {
            return new InvalidModelException(name + " has more levels of graphs inside graphs than are supported");
        }
        String reason = FileContent.otherThanOnnx(start, size)
                .orElseGet(() -> start.length > 0
                                && start[0] == IR_VERSION
                                && problem.getMessage().contains(TRUNCATED)
                        ? "ends in the middle, after " + size
                                + " bytes: the download or copy is incomplete. Download or export it again"
                        : "is not an ONNX model or is damaged: " + problem.getMessage());
        return new InvalidModelException(name + " " + reason);
    }

    private static ModelProto withGraph(ModelProto model) throws InvalidProtocolBufferException {
        if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
            throw new InvalidProtocolBufferException("it has no graph or no opset");
        }
        Nesting.check(model.getGraph().getNodeList());
        return model;
    }

    /** Returns the model with the values of the initializers that {@code which} accepts, and of all nested tensors. */
    private static ModelProto inside(ModelProto skeleton, TensorData data, Predicate<TensorProto> which)
            throws IOException {
        var model = skeleton.toBuilder();
        for (var tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (ExternalData.holds(tensor) && which.test(tensor.build())) {
                fill(tensor, data);
            }
        }
        NestedTensors.change(model, tensor -> {
            if (ExternalData.holds(tensor)) {
                fill(tensor, data);
            }
        });
        return model.build();
    }

    private static void fill(TensorProto.Builder tensor, TensorData data) throws IOException {
        var values = ByteString.copyFrom(data.read(tensor.build()));
        tensor.clearExternalData().clearDataLocation().setRawData(values);
    }
}
