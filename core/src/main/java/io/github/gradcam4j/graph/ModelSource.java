package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An ONNX model to be opened: a file, the bytes of one, a resource of the class path, or a graph.
 *
 * <pre>{@code
 * ModelSource.of(Path.of("resnet50.onnx"))
 * ModelSource.resource(MyApp.class, "resnet50.onnx")
 * ModelSource.read("resnet50", request.getInputStream())
 * }</pre>
 *
 * <p>External data, the files in which large models keep their weights, is only looked up beside a {@link Path}, and never
 * outside the model's folder. Immutable and thread safe.
 */
public final class ModelSource {

    private static final String SUFFIX = ".onnx";

    /** Gives access to the model, wherever it is. */
    private sealed interface Content permits OfFile, OfBytes, OfGraph {
        Graph graph() throws IOException;

        Graph outline() throws IOException;

        ModelProto complete() throws IOException;
    }

    private record OfFile(Path file) implements Content {
        @Override
        public Graph graph() throws IOException {
            return ModelFile.graph(file);
        }

        @Override
        public Graph outline() throws IOException {
            return ModelFile.outline(file);
        }

        @Override
        public ModelProto complete() throws IOException {
            return ModelFile.read(file);
        }
    }

    private record OfBytes(byte[] model) implements Content {
        @Override
        public Graph graph() {
            return ModelFile.graph(model);
        }

        @Override
        public Graph outline() {
            return ModelFile.outline(model);
        }

        @Override
        public ModelProto complete() {
            return ModelFile.parse(model);
        }
    }

    private record OfGraph(Graph original) implements Content {
        @Override
        public Graph graph() {
            return original.float32().offHeap();
        }

        @Override
        public Graph outline() {
            return original;
        }

        @Override
        public ModelProto complete() {
            return original.toModel();
        }
    }

    private final String name;
    private final Content content;

    private ModelSource(String name, Content content) {
        this.name = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        this.content = content;
    }

    /** Returns a source that reads a file each time it is opened. */
    public static ModelSource of(Path file) {
        return new ModelSource(file.getFileName().toString(), new OfFile(file));
    }

    /** Returns a source of a model in memory, named {@code model}. */
    public static ModelSource of(byte[] model) {
        return of("model", model);
    }

    /**
     * Returns a source of a model in memory.
     *
     * @param name a short name for messages and file names
     * @param model the bytes of an ONNX file; they are not copied and must not change afterwards
     */
    public static ModelSource of(String name, byte[] model) {
        return new ModelSource(name, new OfBytes(model));
    }

    /** Returns a source of a graph, named {@code graph}. */
    public static ModelSource of(Graph graph) {
        return of("graph", graph);
    }

    /**
     * Returns a source of a graph.
     *
     * @param name a short name for messages and file names
     */
    public static ModelSource of(String name, Graph graph) {
        return new ModelSource(name, new OfGraph(graph));
    }

    /**
     * Reads a stream to its end and returns a source of the model in it. The stream is not closed.
     *
     * @param name a short name for messages and file names
     */
    public static ModelSource read(String name, InputStream model) throws IOException {
        return of(name, model.readAllBytes());
    }

    /**
     * Returns a source of a resource of the class path, which it reads at once.
     *
     * @param anchor a class beside the resource
     * @param resource a name relative to the class's package, or from the root on with a leading slash
     * @throws FileNotFoundException if there is no such resource
     */
    public static ModelSource resource(Class<?> anchor, String resource) throws IOException {
        try (InputStream in = anchor.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(String.format(
                        Locale.ROOT, "the class path has no resource '%s' for %s", resource, anchor.getName()));
            }
            return read(resource.substring(resource.lastIndexOf('/') + 1), in);
        }
    }

    /** Returns a short name: a file's or resource's without {@code .onnx}, or the one given. */
    public String name() {
        return name;
    }

    /** Returns the model's file; empty for a model that was not opened by its path. */
    public Optional<Path> path() {
        return content instanceof OfFile of ? Optional.of(of.file) : Optional.empty();
    }

    /**
     * Returns the files that the model consists of: its own, then those of its external data in the order of their first use.
     * The list is empty for a model that was not opened by its path.
     *
     * @throws InvalidModelException as {@link #graph}
     */
    public List<Path> files() throws IOException {
        return path().isPresent() ? ModelFile.files(path().get()) : List.of();
    }

    /**
     * Reads the model as a graph of float32 without functions of its own, its large weights outside the heap.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws InvalidModelException if it is not an ONNX model, or external data is missing, too short or outside the
     *     model's folder
     */
    public Graph graph() throws IOException {
        return content.graph();
    }

    /**
     * Reads inputs, outputs and nodes as they are written, without the values of large weights.
     *
     * @throws InvalidModelException if it is not an ONNX model
     */
    public Graph outline() throws IOException {
        return content.outline();
    }

    /**
     * Writes the model, unchanged, to one ONNX file that holds all its weights. The file appears whole or not at all.
     *
     * @throws IOException if the model cannot be read or the file cannot be written
     * @throws InvalidModelException as {@link #graph}
     */
    public void writeTo(Path file) throws IOException {
        Graph.write(content.complete(), file);
    }

    /**
     * Writes the model, unchanged, as one ONNX file that holds all its weights. The stream is not closed.
     *
     * @throws IOException if the model cannot be read or the stream cannot be written
     * @throws InvalidModelException as {@link #graph}
     */
    public void writeTo(OutputStream out) throws IOException {
        content.complete().writeTo(out);
    }

    /** Returns whether both are the same file, or the same bytes or graph in memory, under the same name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ModelSource source && source.name.equals(name) && source.content.equals(content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, content);
    }

    @Override
    public String toString() {
        return "ModelSource[" + path().map(Path::toString).orElse(name) + "]";
    }
}
