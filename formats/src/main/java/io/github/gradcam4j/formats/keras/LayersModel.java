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
 * A TF.js layers model: a Keras topology, functional or sequential, models nested in models as Teachable Machine writes
 * them, and its weights in shards, plain or quantized.
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
     * @param modelJson a {@code model.json} with its shards beside it
     * @throws LayersModelException where it is not one, or a shard is missing or of the wrong size
     */
    public static LayersModel read(Path modelJson) throws IOException {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(modelJson.toFile());
        } catch (JacksonException e) {
            throw new LayersModelException(modelJson + " is not JSON: " + e.getOriginalMessage());
        }
        if ("graph-model".equals(json.path("format").asText())) {
            throw new LayersModelException(modelJson + " is a TF.js graph model; only layers models are read."
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

    /** The model's files: the topology first, then the shards. */
    public List<Path> files() {
        return Stream.concat(Stream.of(file), weights.shards().stream()).toList();
    }

    /**
     * The model in NCHW with a free batch "N". Tensors bear the names of Keras's layers; the input of a final softmax ends in
     * {@code /logits}.
     *
     * @throws LayersModelException naming the layer that is not understood
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
