package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One layer while it is written: its configuration, its weights, and where its nodes go. */
record LayerScope(String type, String name, JsonNode config, GraphBuilder graph, ShardedWeights weights) {

    /** Adds the node that yields the layer's output. */
    String node(String op, List<String> inputs, Attributes attributes) {
        return graph.node(name, op, inputs, attributes);
    }

    String node(String op, List<String> inputs) {
        return node(op, inputs, Attributes.none());
    }

    /** Adds a node inside the layer; its output is named {@code layer/part}. */
    String inner(String part, String op, List<String> inputs, Attributes attributes) {
        return graph.node(name + "/" + part, op, inputs, attributes);
    }

    String inner(String part, String op, List<String> inputs) {
        return inner(part, op, inputs, Attributes.none());
    }

    KerasWeight weight(String parameter) {
        String stored = weights.find(name, parameter)
                .orElseThrow(() -> failure("has no weight \"" + parameter + "\" among the model's weights"));
        try {
            return new KerasWeight(weights.values(stored), weights.shape(stored));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A weight of which the shape is known beforehand. */
    KerasWeight weight(String parameter, long... shape) {
        var weight = weight(parameter);
        if (!Arrays.equals(weight.shape(), shape)) {
            throw failure("has a weight \"%s\" of shape %s where %s is expected"
                    .formatted(parameter, Arrays.toString(weight.shape()), Arrays.toString(shape)));
        }
        return weight;
    }

    /** Puts a weight into the graph as {@code layer/parameter}; a layer used twice shares it. */
    String initializer(String parameter, KerasWeight weight) {
        String tensor = name + "/" + parameter;
        return graph.has(tensor) ? tensor : graph.initializer(tensor, weight.values(), weight.shape());
    }

    boolean flag(String key, boolean otherwise) {
        return setting(key, JsonNode::isBoolean, "true or false")
                .map(JsonNode::asBoolean)
                .orElse(otherwise);
    }

    int integer(String key, int otherwise) {
        return setting(key, JsonNode::canConvertToExactIntegral, "a whole number")
                .map(JsonNode::asInt)
                .orElse(otherwise);
    }

    double real(String key, double otherwise) {
        return setting(key, JsonNode::isNumber, "a number")
                .map(JsonNode::asDouble)
                .orElse(otherwise);
    }

    String text(String key, String otherwise) {
        return setting(key, JsonNode::isTextual, "a text").map(JsonNode::asText).orElse(otherwise);
    }

    /** A setting of the layer; empty where it is left out or null. */
    private Optional<JsonNode> setting(String key, Predicate<JsonNode> right, String kind) {
        JsonNode value = config.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!right.test(value)) {
            throw failure("has %s as its %s where %s is expected".formatted(value, key, kind));
        }
        return Optional.of(value);
    }

    /** Two numbers, vertical then horizontal; one number stands for both. */
    int[] pair(String key, int otherwise) {
        if (!config.path(key).isArray()) {
            int both = integer(key, otherwise);
            return new int[] {both, both};
        }
        JsonNode two = setting(
                        key,
                        v -> v.size() == 2 && v.path(0).isInt() && v.path(1).isInt(),
                        "a whole number or two")
                .orElseThrow();
        return new int[] {two.path(0).asInt(), two.path(1).asInt()};
    }

    /** The axis of the ONNX tensor for one of Keras's. */
    int axis(KerasTensor x, int keras) {
        int positive = keras < 0 ? keras + x.rank() + 1 : keras;
        if (positive < 1 || positive > x.rank()) {
            throw failure("works along axis %d, which an input %s does not have".formatted(keras, x));
        }
        return x.axis(positive);
    }

    /** Top, bottom, left, right: from {@code [[t,b],[l,r]]}, {@code [vertical, horizontal]} or one number. */
    int[] margins(String key) {
        JsonNode value = config.path(key);
        if (value.path(0).isArray()) {
            return new int[] {
                value.path(0).path(0).asInt(),
                value.path(0).path(1).asInt(),
                value.path(1).path(0).asInt(),
                value.path(1).path(1).asInt()
            };
        }
        int[] both = pair(key, 0);
        return new int[] {both[0], both[0], both[1], both[1]};
    }

    /** The layer's only input. */
    KerasTensor only(List<KerasTensor> inputs) {
        if (inputs.size() != 1) {
            throw failure("has " + inputs.size() + " inputs where one is expected");
        }
        return inputs.get(0);
    }

    /** The layer's only input, which must be [H,W,C]. */
    KerasTensor onlyMap(List<KerasTensor> inputs) {
        KerasTensor x = only(inputs);
        if (!x.isMap()) {
            throw failure("expects an input [height,width,channels], not " + x);
        }
        if (text("data_format", "channels_last").equals("channels_first")) {
            throw failure("has its channels first; only models with the channels last are read");
        }
        return x;
    }

    LayersModelException failure(String what) {
        return new LayersModelException("layer %s \"%s\" %s".formatted(type, name, what));
    }
}
