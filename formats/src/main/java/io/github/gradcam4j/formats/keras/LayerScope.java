package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

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

    private static final JsonNode NONE = JsonNodeFactory.instance.objectNode();

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

    /**
     * Adds a weight to the graph as {@code layer/parameter}, once for all calls of the layer.
     *
     * @param weight reads the weight; not called again for further calls of the layer
     */
    String initializer(String parameter, Supplier<KerasWeight> weight) {
        String tensor = name + "/" + parameter;
        if (graph.has(tensor)) {
            return tensor;
        }
        var read = weight.get();
        return graph.initializer(tensor, read.values(), read.shape());
    }

    private Fields fields() {
        return Fields.of(layer + ":", config().isObject() ? config() : NONE, LayersModelException::new);
    }

    boolean flag(String key, boolean otherwise) {
        return fields().flag(key).orElse(otherwise);
    }

    int integer(String key, int otherwise) {
        return fields().integer(key).orElse(otherwise);
    }

    /** Returns a whole number of at least 1, which must be given. */
    int positive(String key) {
        return positive(key, fields().integer(key).orElseThrow(() -> failure("has no " + key)));
    }

    /** Returns a whole number of at least 1. */
    int positive(String key, int otherwise) {
        int value = integer(key, otherwise);
        if (value < 1) {
            throw failure("has " + value + " as its " + key + ", which must be 1 or more");
        }
        return value;
    }

    double real(String key, double otherwise) {
        return fields().number(key).orElse(otherwise);
    }

    String text(String key, String otherwise) {
        return fields().value(key, JsonNode::isTextual, "a text")
                .map(JsonNode::asText)
                .orElse(otherwise);
    }

    /** Returns whole numbers, {@link KerasTensor#UNKNOWN} for null; a single number is a list of one. */
    List<Integer> integers(String key) {
        var value = fields().value(
                        key,
                        v -> Fields.isInteger(v)
                                || v.isArray() && Fields.all(v, i -> i.isNull() || Fields.isInteger(i)),
                        "a whole number or a list of them");
        var integers = new ArrayList<Integer>();
        value.filter(JsonNode::isNumber).ifPresent(v -> integers.add(v.asInt()));
        value.filter(JsonNode::isArray).ifPresent(v -> v.forEach(i -> integers.add(i.asInt(KerasTensor.UNKNOWN))));
        return integers;
    }

    /** Returns one number, or a list of numbers; none if they are missing. */
    List<Double> numbers(String key) {
        var value = fields().value(
                        key,
                        v -> Fields.isNumber(v) || v.isArray() && Fields.all(v, Fields::isNumber),
                        "a number or a list of numbers");
        var numbers = new ArrayList<Double>();
        value.filter(JsonNode::isNumber).ifPresent(v -> numbers.add(v.asDouble()));
        value.filter(JsonNode::isArray).ifPresent(v -> v.forEach(n -> numbers.add(n.asDouble())));
        return numbers;
    }

    /** Returns two numbers of at least {@code least}, vertical then horizontal; a single number counts for both. */
    int[] pair(String key, int otherwise, int least) {
        var given = integers(key);
        var two = given.isEmpty() ? List.of(otherwise) : given;
        if (two.size() > 2 || two.stream().anyMatch(value -> value < least)) {
            throw failure(String.format(
                    Locale.ROOT,
                    "has %s as its %s, which must be one or two whole numbers of at least %d",
                    two,
                    key,
                    least));
        }
        return new int[] {two.get(0), two.get(two.size() - 1)};
    }

    /** Returns the number of channels, which must be known. */
    int channels(KerasTensor x) {
        if (x.channels() == KerasTensor.UNKNOWN) {
            throw failure("needs an input with a known number of channels, not " + x);
        }
        return x.channels();
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
        if (!value.path(0).isArray()) {
            int[] both = pair(key, 0, 0);
            return new int[] {both[0], both[0], both[1], both[1]};
        }
        boolean right = value.size() == 2
                && Fields.all(value, side -> side.isArray() && side.size() == 2 && Fields.all(side, Fields::isInteger));
        var margins = new ArrayList<Integer>();
        value.forEach(side -> side.forEach(margin -> margins.add(margin.asInt())));
        if (!right || margins.stream().anyMatch(margin -> margin < 0)) {
            throw failure(
                    "has " + MessageText.excerpt(value) + " as its " + key + ", which must be whole numbers from 0 on");
        }
        return margins.stream().mapToInt(margin -> margin).toArray();
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
        return new LayersModelException(String.format(
                Locale.ROOT, "layer %s \"%s\" %s", MessageText.excerpt(type()), MessageText.excerpt(name), what));
    }
}
