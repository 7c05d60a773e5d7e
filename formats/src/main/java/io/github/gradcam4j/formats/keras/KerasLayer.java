package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A layer of a topology; a layer may be a model itself.
 *
 * @param json its class name and configuration
 * @param model the nested model that contains it; empty for a layer of the outermost model
 * @param ordinal the number of layers of its type before it in the same model
 */
record KerasLayer(JsonNode json, Optional<KerasLayer> model, int ordinal) {

    KerasLayer {
        var fields = Fields.of("a layer of the model:", json, LayersModelException::new);
        fields.value("class_name", JsonNode::isTextual, "a text");
        fields.value("name", JsonNode::isTextual, "a text");
        fields.value("module", JsonNode::isTextual, "a text");
        fields.value("inbound_nodes", JsonNode::isArray, "a list");
        fields.value("config", JsonNode::isContainerNode, "an object");
        if (json.path("config").isObject()) {
            fields.object("config").value("name", JsonNode::isTextual, "a text");
        }
    }

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("BatchNormalizationV1", "BatchNormalization"),
            Map.entry("BatchNormalizationV2", "BatchNormalization"),
            Map.entry("SyncBatchNormalization", "BatchNormalization"),
            Map.entry("Convolution2D", "Conv2D"),
            Map.entry("SeparableConvolution2D", "SeparableConv2D"),
            Map.entry("Convolution2DTranspose", "Conv2DTranspose"),
            Map.entry("MaxPool2D", "MaxPooling2D"),
            Map.entry("AvgPool2D", "AveragePooling2D"),
            Map.entry("GlobalMaxPool2D", "GlobalMaxPooling2D"),
            Map.entry("GlobalAvgPool2D", "GlobalAveragePooling2D"));

    /** Returns the outermost model. */
    static KerasLayer outermost(JsonNode json) {
        return new KerasLayer(json, Optional.empty(), 0);
    }

    /** Returns the class name without a package such as {@code Custom>}; for old and short names, today's. */
    String type() {
        String type = json.path("class_name").asText();
        String plain = type.substring(type.lastIndexOf('>') + 1);
        return ALIASES.getOrDefault(plain, plain);
    }

    String name() {
        return config().path("name").asText(json.path("name").asText());
    }

    /** Returns the names of the nested models that contain the layer, from the outside, and then its own. */
    List<String> path() {
        var path = new ArrayList<>(model.map(KerasLayer::path).orElse(List.of()));
        path.add(name());
        return path;
    }

    JsonNode config() {
        return json.path("config");
    }

    JsonNode inboundNodes() {
        return json.path("inbound_nodes");
    }

    boolean isModel() {
        return switch (type()) {
            case "Sequential", "Model", "Functional" -> true;
            default -> false;
        };
    }

    boolean isSequential() {
        return type().equals("Sequential");
    }

    boolean isInput() {
        return type().equals("InputLayer");
    }

    /** Returns whether this is an operation of Keras 3, such as the sum of two tensors, and not a layer. */
    boolean isOperation() {
        return json.path("module").asText().contains("keras.src.ops");
    }

    /** Returns the layers of the outermost model. */
    List<KerasLayer> layers() {
        return layers(Optional.empty());
    }

    /** Returns the layers of a nested model. */
    List<KerasLayer> nested() {
        return layers(Optional.of(this));
    }

    private List<KerasLayer> layers(Optional<KerasLayer> container) {
        JsonNode described = config().isArray() ? config() : config().path("layers");
        if (!described.isArray() && !described.isMissingNode()) {
            throw new LayersModelException("the layers of the model " + name() + " are no list");
        }
        var seen = new HashMap<String, Integer>();
        var names = new HashSet<String>();
        var layers = new ArrayList<KerasLayer>();
        for (JsonNode layer : described) {
            var counted = new KerasLayer(layer, container, 0);
            if (counted.name().isBlank() || !names.add(counted.name())) {
                throw new LayersModelException(
                        counted + " of the model " + name() + " has no name, or that of another layer");
            }
            int ordinal = counted.isOperation() ? 0 : seen.merge(counted.type(), 1, Integer::sum) - 1;
            layers.add(new KerasLayer(layer, container, ordinal));
        }
        return List.copyOf(layers);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "layer %s \"%s\"", MessageText.excerpt(type()), MessageText.excerpt(name()));
    }
}
