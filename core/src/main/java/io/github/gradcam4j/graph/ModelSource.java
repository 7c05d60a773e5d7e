package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The source of an ONNX model: a file, its bytes, a resource on the class path, or a graph.
 *
 * <pre>{@code
 * ModelSource.of(Path.of("resnet50.onnx"))
 * ModelSource.resource(MyApp.class, "resnet50.onnx")
 * ModelSource.read("resnet50", request.getInputStream())
 * }</pre>
 *
 * <p>Large models may keep their weights in external files. These are read only for a model opened by its {@link Path},
 * and only from the model's folder. Immutable and thread safe.
 */
public final class ModelSource {

    private static final String SUFFIX = ".onnx";

    /** Access to the model in a file, in bytes or in a graph. */
    private sealed interface Content permits OfFile, OfBytes, OfGraph {
        Graph graph() throws IOException;

        Graph outline() throws IOException;

        Graph original() throws IOException;

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
        public Graph original() throws IOException {
            return ModelFile.original(file);
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
        public Graph original() {
            return ModelFile.original(model);
        }

        @Override
        public ModelProto complete() {
            return ModelFile.parse(model);
        }
    }

    private record OfGraph(Graph given) implements Content {
        @Override
        public Graph graph() {
            return given.float32().expandOperators().offHeap();
        }

        @Override
        public Graph outline() {
            return given;
        }

        @Override
        public Graph original() {
            return given;
        }

        @Override
        public ModelProto complete() {
            return given.toModel();
        }
    }

    private final String name;
    private final Content content;

    private ModelSource(String name, Content content) {
        this.name = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        this.content = content;
    }

    /** Returns a source that reads a file, each time the model is read. */
    public static ModelSource of(Path file) {
        Objects.requireNonNull(file, "file");
        return new ModelSource(file.getFileName().toString(), new OfFile(file));
    }

    /** Returns a source of a model in memory with the name {@code model}; the bytes are not copied. */
    public static ModelSource of(byte[] model) {
        return of("model", model);
    }

    /**
     * Returns a source of a model in memory.
     *
     * @param name a short name for messages and file names
     * @param model the bytes of an ONNX file; not copied, do not change them afterwards
     */
    public static ModelSource of(String name, byte[] model) {
        return new ModelSource(name, new OfBytes(Objects.requireNonNull(model, "model")));
    }

    /** Returns a source of a graph with the name {@code graph}. */
    public static ModelSource of(Graph graph) {
        return of("graph", graph);
    }

    /**
     * Returns a source of a graph.
     *
     * @param name a short name for messages and file names
     */
    public static ModelSource of(String name, Graph graph) {
        return new ModelSource(name, new OfGraph(Objects.requireNonNull(graph, "graph")));
    }

    /**
     * Reads a stream to its end and returns a source of the model in it. Does not close the stream.
     *
     * @param name a short name for messages and file names
     */
    public static ModelSource read(String name, InputStream model) throws IOException {
        return of(name, model.readAllBytes());
    }

    /**
     * Reads a resource on the class path and returns a source of the model in it.
     *
     * @param anchor the class whose class loader finds the resource
     * @param resource a name relative to the package of the class, or an absolute name with a leading slash
     * @throws FileNotFoundException if the resource does not exist
     */
    public static ModelSource resource(Class<?> anchor, String resource) throws IOException {
        Objects.requireNonNull(anchor, "anchor");
        Objects.requireNonNull(resource, "resource");
        try (InputStream in = anchor.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(String.format(
                        Locale.ROOT, "the class path has no resource '%s' for %s", resource, anchor.getName()));
            }
            return read(resource.substring(resource.lastIndexOf('/') + 1), in);
        }
    }

    /** Returns the short name: the given one, or that of the file or resource, without {@code .onnx}. */
    public String name() {
        return name;
    }

    /** Returns the model's file; empty if the source is not a file. */
    public Optional<Path> path() {
        return content instanceof OfFile of ? Optional.of(of.file) : Optional.empty();
    }

    /**
     * Returns the files of the model: the model itself, then the files of its external data in the order of their first
     * use. The list is empty if the source is not a file.
     *
     * @throws InvalidModelException as {@link #graph}
     */
    public List<Path> files() throws IOException {
        return read(c -> c instanceof OfFile of ? ModelFile.files(of.file) : List.of());
    }

    /**
     * Reads the model, converts it to float32 and inlines its functions. Large weights are outside the heap.
     *
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     * @throws InvalidModelException if the source is not an ONNX model, or external data is missing, too short or
     *     outside the model's folder
     */
    public Graph graph() throws IOException {
        return read(Content::graph);
    }

    /**
     * Reads inputs, outputs and nodes of the unchanged model, without the values of large weights.
     *
     * @throws InvalidModelException if the source is not an ONNX model
     */
    public Graph outline() throws IOException {
        return read(Content::outline);
    }

    /**
     * Reads the unchanged model with its own types and operators, but with its functions inlined. Large weights of
     * float32 are outside the heap.
     *
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     * @throws InvalidModelException as {@link #graph}
     */
    public Graph original() throws IOException {
        return read(Content::original);
    }

    /**
     * Returns the SHA-256 digest of the ONNX file, without files of external data, in hexadecimal digits; that of the
     * file that would be written, if the source is a graph.
     *
     * @throws IOException if the file cannot be read
     */
    public String sha256() throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                if (content instanceof OfFile of) {
                    Files.copy(of.file, out);
                } else if (content instanceof OfBytes bytes) {
                    out.write(bytes.model);
                } else {
                    writeTo(out);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Writes the unchanged model with all its weights to one ONNX file. The write is atomic; an existing file is
     * replaced.
     *
     * @throws IOException if the model cannot be read or the file cannot be written
     * @throws InvalidModelException as {@link #graph}
     */
    public void writeTo(Path file) throws IOException {
        Graph.write(read(Content::complete), file);
    }

    /**
     * Writes the unchanged model with all its weights as one ONNX file. Does not close the stream.
     *
     * @throws IOException if the model cannot be read or the stream cannot be written
     * @throws InvalidModelException as {@link #graph}
     */
    public void writeTo(OutputStream out) throws IOException {
        read(Content::complete).writeTo(out);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(Content content) throws IOException;
    }

    private <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.of(content);
        } catch (InvalidModelException e) {
            throw e.in(this);
        }
    }

    /** Returns whether both have the same name and the same file, or the same bytes or graph object. */
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
