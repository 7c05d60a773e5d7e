package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A TF.js layers model: a Keras topology and weights in shards. The topology is functional or sequential, and its
 * layers may be models, as in those of Teachable Machine; the weights may be quantized. Immutable; the shards are read
 * by {@link #toOnnx}.
 */
public final class LayersModel {

    private static final int OPSET = 18;

    private final Path file;
    private final JsonNode root;
    private final ShardedWeights weights;

    private LayersModel(Path file, JsonNode root, ShardedWeights weights) {
        this.file = file;
        this.root = root;
        this.weights = weights;
    }

    /**
     * Reads a model.
     *
     * @param modelJson a {@code model.json} with its shards beside it
     * @throws LayersModelException if the file is not a layers model, or a shard is missing or has the wrong size
     */
    public static LayersModel read(Path modelJson) throws IOException {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(modelJson.toFile());
        } catch (JacksonException e) {
            throw new LayersModelException(modelJson + " is not JSON: " + e.getOriginalMessage());
        }
        if ("graph-model".equals(json.path("format").asText())) {
            throw new LayersModelException(modelJson + " is a TF.js graph model; only layers models are supported."
                    + " Convert the original model to ONNX instead");
        }
        JsonNode topology = json.path("modelTopology");
        if (!topology.isObject() || !json.path("weightsManifest").isArray()) {
            throw new LayersModelException(
                    modelJson + " is not a TF.js layers model: it has no modelTopology or no weightsManifest");
        }
        JsonNode root = topology.has("model_config") ? topology.path("model_config") : topology;
        Path folder = modelJson.toAbsolutePath().normalize().getParent();
        return new LayersModel(modelJson, root, ShardedWeights.read(json.path("weightsManifest"), folder));
    }

    /** Returns the model's files: the topology first, then the shards. */
    public List<Path> files() {
        return Stream.concat(Stream.of(file), weights.shards().stream()).toList();
    }

    /**
     * Returns the model as ONNX, in NCHW with a free batch "N". Tensors have the names of Keras's layers; the input of
     * a final softmax is named {@code LAYER/logits}.
     *
     * @throws LayersModelException if a layer is not supported; the message names it
     */
    public Graph toOnnx() throws IOException {
        var graph = GraphBuilder.opset(OPSET);
        try {
            new Topology(graph, weights).write(root);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return graph.build();
    }
}
