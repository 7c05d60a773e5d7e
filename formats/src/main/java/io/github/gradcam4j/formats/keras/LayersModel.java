package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Keras model: a topology, and weights by layer. It is a TF.js layers model ({@code model.json} with shards, the
 * weights may be quantized) or an HDF5 file of Keras 2 or 3. The topology is functional or sequential, and its layers
 * may be models, as in those of Teachable Machine. Immutable; the weights are read by {@link #toOnnx}.
 */
public final class LayersModel {

    private static final int OPSET = 18;

    private static final Set<String> NORMALIZING =
            Set.of("Rescaling", "Normalization", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer");

    /** The access to the weights of a model. */
    @FunctionalInterface
    private interface WeightFile {
        KerasWeights open() throws IOException;
    }

    /** A part of reading or converting a model. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /** The largest {@code model.json} in bytes; those of large models have a few megabytes. */
    private static final int LARGEST = 64 << 20;

    private final List<Path> files;
    private final JsonNode root;
    private final String version;
    private final WeightFile weights;

    private LayersModel(List<Path> files, JsonNode root, String version, WeightFile weights) {
        this.files = files;
        this.root = root;
        this.version = version;
        this.weights = weights;
    }

    /**
     * Reads a model; the format is recognized by the content.
     *
     * @param file an HDF5 file, a {@code .keras} file, or a {@code model.json} with its shards beside it
     * @throws LayersModelException if the file is not a Keras model, is damaged, or a shard is missing or has the wrong
     *     size
     */
    public static LayersModel read(Path file) throws IOException {
        OrdinaryFile.require(file);
        if (Hdf5File.isHdf5(file)) {
            var topology = LegacyWeights.topology(file);
            return new LayersModel(List.of(file), topology.json(), topology.version(), () -> LegacyWeights.open(file));
        }
        if (KerasArchive.isZip(file)) {
            var archive = new KerasArchive(file);
            return new LayersModel(List.of(file), archive.topology(), archive.version(), archive::weights);
        }
        JsonNode json = parse(file);
        JsonNode topology = json.path("modelTopology");
        if ("graph-model".equals(json.path("format").asText())
                || topology.path("node").isArray()) {
            throw new LayersModelException(file + " is a TF.js graph model; of TF.js, only layers models are read."
                    + " Convert it to ONNX: python -m tf2onnx.convert --tfjs " + file
                    + " --opset 17 --output model.onnx");
        }
        if (json.has("class_name") && json.has("config")) {
            throw new LayersModelException(
                    file + " has the layers of a Keras model alone, without its weights. Save the"
                            + " whole model in Python: model.load_weights(...), then model.save(\"model.keras\")");
        }
        if (!topology.isObject() || !json.path("weightsManifest").isArray()) {
            throw new LayersModelException(
                    file + " is not a TF.js layers model: it has no modelTopology or no weightsManifest");
        }
        JsonNode root = topology.has("model_config") ? topology.path("model_config") : topology;
        var shards = in(file, () -> WeightsManifest.read(Fields.of(file + ":", json, LayersModelException::new), file));
        return new LayersModel(
                Stream.concat(Stream.of(file), shards.shards().stream()).toList(), root, version(json), () -> shards);
    }

    private static String version(JsonNode json) {
        String version = json.path("modelTopology").path("keras_version").asText();
        return version.isEmpty() ? json.path("generatedBy").asText().replaceFirst("^keras v", "") : version;
    }

    private static JsonNode parse(Path file) throws IOException {
        try {
            return StrictJson.read(file, LARGEST);
        } catch (InvalidJsonException e) {
            throw new LayersModelException(file + " " + e.getMessage());
        }
    }

    /** Returns the result of a step; its exceptions name the model's file. */
    private static <T> T in(Path file, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (LayersModelException e) {
            throw e.in(file);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns the model's files: the one with the topology first, then the shards, if any. */
    public List<Path> files() {
        return files;
    }

    /**
     * Returns whether the model may normalize pixels itself: it begins with a batch normalization, has a layer that
     * scales values, or calls functions on tensors.
     */
    public boolean normalizes() {
        List<KerasLayer> layers;
        try {
            layers = Topology.plainLayers(KerasLayer.outermost(root).layers()).toList();
        } catch (LayersModelException e) {
            throw e.in(files.get(0));
        }
        return !layers.isEmpty() && layers.get(0).type().equals("BatchNormalization")
                || layers.stream().anyMatch(layer -> layer.isOperation() || NORMALIZING.contains(layer.type()));
    }

    /**
     * Returns the model as ONNX, in NCHW with a free batch "N". Tensors have the names of Keras's layers; the input of
     * a final softmax is named {@code LAYER/logits}.
     *
     * @throws LayersModelException if layers are not supported; the message names them
     */
    public Graph toOnnx() throws IOException {
        return in(files.get(0), () -> {
            var graph = GraphBuilder.opset(OPSET);
            try (var values = weights.open()) {
                Topology.write(root, graph, values, version.startsWith("3"));
            }
            return graph.build();
        });
    }
}
