package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The conversion of one layer: its configuration, its weights, and the graph that receives its nodes.
 *
 * @param name the layer's name, unique in the graph
 * @param arguments of the call
 * @param keras3 whether Keras 3 wrote the model
 */
record LayerScope(
        KerasLayer layer,
        String name,
        CallArguments arguments,
        GraphBuilder graph,
        KerasWeights weights,
        boolean keras3) {

    String type() {
        return layer.type();
    }

    JsonNode config() {
        return layer.config();
    }

    /** Returns the scope of a layer inside this one, such as an activation with parameters; it has no weights. */
    LayerScope inside(JsonNode json) {
        return new LayerScope(new KerasLayer(json, layer.model(), 0), name, arguments, graph, weights, keras3);
    }

    /** Adds the node that computes the layer's output. */
    String node(String op, List<String> inputs, Attributes attributes) {
        return graph.node(name, op, inputs, attributes);
    }

    String node(String op, List<String> inputs) {
        return node(op, inputs, Attributes.none());
    }

    /** Adds an inner node of the layer; its output is named {@code layer/part}. */
    String inner(String part, String op, List<String> inputs, Attributes attributes) {
        return graph.node(name + "/" + part, op, inputs, attributes);
    }

    String inner(String part, String op, List<String> inputs) {
        return inner(part, op, inputs, Attributes.none());
    }

    /** Reads a weight of the layer. */
    KerasWeight weight(String parameter) {
        return read(stored(parameter));
    }

    /** Reads a weight of the layer; the shape is checked before the values are read. */
    KerasWeight weight(String parameter, long... shape) {
        var stored = stored(parameter);
        if (!Arrays.equals(stored.shape(), shape)) {
            throw failure(String.format(
                    Locale.ROOT,
                    "has a weight \"%s\" of shape %s, expected %s",
                    parameter,
                    Arrays.toString(stored.shape()),
                    Arrays.toString(shape)));
        }
        return read(stored);
    }

    /** Keras 3 and its exports to TF.js name the kernel of a depthwise convolution like any other. */
    private KerasWeights.Stored stored(String parameter) {
        return weights.find(layer, parameter)
                .or(() -> type().equals("DepthwiseConv2D") && parameter.equals("depthwise_kernel")
                        ? weights.find(layer, "kernel")
                        : Optional.empty())
                .orElseThrow(() -> failure("has no weight \"" + parameter + "\" in the model's weights"));
    }

    private static KerasWeight read(KerasWeights.Stored stored) {
        try {
            return new KerasWeight(stored.values(), stored.shape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a weight to the graph as {@code layer/parameter}, once for all calls of the layer. */
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

    /** Returns a setting of the layer; empty if it is missing or null. */
    private Optional<JsonNode> setting(String key, Predicate<JsonNode> right, String kind) {
        JsonNode value = config().path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!right.test(value)) {
            throw failure(String.format(Locale.ROOT, "has %s as its %s, expected %s", value, key, kind));
        }
        return Optional.of(value);
    }

    /** Returns two numbers, vertical then horizontal; a single number counts for both. */
    int[] pair(String key, int otherwise) {
        if (!config().path(key).isArray()) {
            int both = integer(key, otherwise);
            return new int[] {both, both};
        }
        JsonNode two = setting(
                        key,
                        v -> v.size() == 2 && v.path(0).isInt() && v.path(1).isInt(),
                        "one or two whole numbers")
                .orElseThrow();
        return new int[] {two.path(0).asInt(), two.path(1).asInt()};
    }

    /** Returns the axis of the ONNX tensor for a Keras axis. */
    int axis(KerasTensor x, int keras) {
        int positive = keras < 0 ? keras + x.rank() + 1 : keras;
        if (positive < 1 || positive > x.rank()) {
            throw failure(String.format(Locale.ROOT, "uses axis %d, which its input %s does not have", keras, x));
        }
        return x.axis(positive);
    }

    /** Returns top, bottom, left, right from {@code [[t,b],[l,r]]}, {@code [vertical, horizontal]} or one number. */
    int[] margins(String key) {
        JsonNode value = config().path(key);
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

    /** Returns the layer's only input. */
    KerasTensor only(List<KerasTensor> inputs) {
        if (inputs.size() != 1) {
            throw failure("has " + inputs.size() + " inputs, expected one");
        }
        return inputs.get(0);
    }

    /** Returns the layer's only input, which must be [H,W,C]. */
    KerasTensor onlyMap(List<KerasTensor> inputs) {
        KerasTensor x = only(inputs);
        if (!x.isMap()) {
            throw failure("needs an input [height,width,channels], not " + x);
        }
        if (text("data_format", "channels_last").equals("channels_first")) {
            throw failure("has its channels first; only models with the channels last are supported");
        }
        return x;
    }

    /** Returns an exception that names the layer. */
    LayersModelException failure(String what) {
        return new LayersModelException(String.format(Locale.ROOT, "layer %s \"%s\" %s", type(), name, what));
    }
}
