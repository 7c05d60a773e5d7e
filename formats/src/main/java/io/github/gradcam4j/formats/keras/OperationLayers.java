package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.formats.keras.CallArguments.Argument;
import io.github.gradcam4j.formats.keras.CallArguments.Numbers;
import io.github.gradcam4j.formats.keras.CallArguments.Output;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The conversion of functions that a model calls on tensors: {@code TFOpLambda} and {@code SlicingOpLambda} of Keras 2,
 * operations of Keras 3. These are mostly the preprocessing and the activations of {@code keras.applications}.
 */
final class OperationLayers {

    /** The functions of two operands, by the last part of their name in lower case. */
    private static final Map<String, String> BINARY = Map.ofEntries(
            Map.entry("add", "Add"),
            Map.entry("bias_add", "Add"),
            Map.entry("sub", "Sub"),
            Map.entry("subtract", "Sub"),
            Map.entry("mul", "Mul"),
            Map.entry("multiply", "Mul"),
            Map.entry("truediv", "Div"),
            Map.entry("true_divide", "Div"),
            Map.entry("truedivide", "Div"),
            Map.entry("divide", "Div"),
            Map.entry("pow", "Pow"),
            Map.entry("power", "Pow"),
            Map.entry("maximum", "Max"),
            Map.entry("minimum", "Min"));

    private static final Map<String, String> UNARY = Map.ofEntries(
            Map.entry("negative", "Neg"),
            Map.entry("abs", "Abs"),
            Map.entry("absolute", "Abs"),
            Map.entry("exp", "Exp"),
            Map.entry("log", "Log"),
            Map.entry("sqrt", "Sqrt"),
            Map.entry("cast", "Identity"),
            Map.entry("identity", "Identity"),
            Map.entry("convert_to_tensor", "Identity"),
            Map.entry("stop_gradient", "Identity"));

    /** The functions of {@link KerasActivation}, whose names in Keras 3 are those of classes. */
    private static final Map<String, String> ACTIVATIONS = Map.ofEntries(
            Map.entry("relu", "relu"),
            Map.entry("relu6", "relu6"),
            Map.entry("sigmoid", "sigmoid"),
            Map.entry("tanh", "tanh"),
            Map.entry("softmax", "softmax"),
            Map.entry("silu", "silu"),
            Map.entry("swish", "silu"),
            Map.entry("hardsigmoid", "hard_sigmoid"),
            Map.entry("hard_sigmoid", "hard_sigmoid"),
            Map.entry("hardsilu", "hard_silu"),
            Map.entry("hard_silu", "hard_silu"),
            Map.entry("softplus", "softplus"),
            Map.entry("softsign", "softsign"),
            Map.entry("hardtanh", "hard_tanh"),
            Map.entry("hard_tanh", "hard_tanh"),
            Map.entry("logsigmoid", "log_sigmoid"),
            Map.entry("log_sigmoid", "log_sigmoid"),
            Map.entry("tanhshrink", "tanh_shrink"),
            Map.entry("tanh_shrink", "tanh_shrink"),
            Map.entry("sparseplus", "sparse_plus"),
            Map.entry("sparse_plus", "sparse_plus"),
            Map.entry("sparsesigmoid", "sparse_sigmoid"),
            Map.entry("sparse_sigmoid", "sparse_sigmoid"),
            Map.entry("elu", "elu"));

    private static final String REVERSED = "-1";

    private OperationLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of("SlicingOpLambda", OperationLayers::reversedChannels);
    }

    /** Returns the conversion of a function, if there is one. */
    static Optional<KerasLayers.Rule> rule(KerasLayer layer) {
        String function = function(layer);
        if (BINARY.containsKey(function)) {
            return Optional.of((scope, inputs) -> binary(scope, inputs, BINARY.get(function)));
        }
        if (UNARY.containsKey(function)) {
            return Optional.of((scope, inputs) -> unary(scope, inputs, UNARY.get(function)));
        }
        if (ACTIVATIONS.containsKey(function)) {
            return Optional.of((scope, inputs) ->
                    KerasActivation.of(ACTIVATIONS.get(function)).apply(scope, scope.only(inputs)));
        }
        return switch (function) {
            case "square" -> Optional.of(OperationLayers::square);
            case "getitem" -> Optional.of(OperationLayers::reversedChannels);
            case "mean", "reduce_mean" -> Optional.of((scope, inputs) -> reduced(scope, inputs, "ReduceMean"));
            case "max", "reduce_max" -> Optional.of((scope, inputs) -> reduced(scope, inputs, "ReduceMax"));
            case "sum", "reduce_sum" -> Optional.of((scope, inputs) -> reduced(scope, inputs, "ReduceSum"));
            default -> Optional.empty();
        };
    }

    /** Returns the name of a function: {@code add} for {@code math.add}, {@code __operators__.add}, {@code Add}. */
    static String function(KerasLayer layer) {
        String name = layer.isOperation()
                ? layer.type()
                : layer.config().path("function").asText();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static KerasTensor binary(LayerScope layer, List<KerasTensor> inputs, String op) {
        var operands = layer.arguments().operands(inputs);
        if (operands.size() != 2 || inputs.isEmpty()) {
            throw layer.failure("has " + operands.size() + " operands, expected two");
        }
        var shape = inputs.size() == 2 ? MergeLayers.broadcast(layer, inputs) : inputs.get(0);
        var tensors = new ArrayList<String>();
        for (Argument operand : operands) {
            tensors.add(tensor(layer, operand, shape));
        }
        return shape.as(layer.node(op, tensors));
    }

    private static String tensor(LayerScope layer, Argument operand, KerasTensor other) {
        if (operand instanceof Output output) {
            return output.value().tensor();
        }
        float[] values = ((Numbers) operand).values();
        if (values.length == 1) {
            return layer.graph().scalar(values[0]);
        }
        if (values.length != other.channels()) {
            throw layer.failure("combines " + values.length + " numbers with " + other);
        }
        var weight = new KerasWeight(values, new long[] {values.length});
        return layer.initializer("constant", () -> other.isMap() ? weight.reshaped(values.length, 1, 1) : weight);
    }

    private static KerasTensor unary(LayerScope layer, List<KerasTensor> inputs, String op) {
        KerasTensor x = layer.only(inputs);
        return x.as(layer.node(op, List.of(x.tensor())));
    }

    private static KerasTensor square(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        return x.as(layer.node("Mul", List.of(x.tensor(), x.tensor())));
    }

    /** Converts {@code x[..., ::-1]}, which turns RGB to BGR. */
    private static KerasTensor reversedChannels(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        boolean reversed = layer.arguments().node().findValues("step").stream()
                        .map(JsonNode::asText)
                        .allMatch(REVERSED::equals)
                && layer.arguments().node().findValues("step").size() == 1
                && layer.arguments().node().findValues("start").stream().allMatch(JsonNode::isNull)
                && layer.arguments().node().findValues("stop").stream().allMatch(JsonNode::isNull)
                && layer.arguments().node().toString().contains("__ellipsis__");
        if (!reversed) {
            throw layer.failure(
                    "takes a part of its input; only a reversal of the channels, x[..., ::-1], is supported");
        }
        var graph = layer.graph();
        var slice = List.of(
                x.tensor(),
                graph.vector(-1),
                graph.vector(Long.MIN_VALUE + 1),
                graph.vector(x.axis(x.rank())),
                graph.vector(-1));
        return x.as(layer.node("Slice", slice));
    }

    private static KerasTensor reduced(LayerScope layer, List<KerasTensor> inputs, String op) {
        KerasTensor x = layer.only(inputs);
        var axes = new ArrayList<Integer>();
        JsonNode given = layer.config().has("axis")
                ? layer.config().path("axis")
                : layer.arguments().named("axis").orElse(layer.config().path("axis"));
        if (!Fields.isInteger(given) && !Fields.all(given, Fields::isInteger)) {
            throw layer.failure("has " + MessageText.excerpt(given) + " as its axis, expected whole numbers");
        }
        if (given.isNumber()) {
            axes.add(given.asInt());
        } else {
            given.forEach(axis -> axes.add(axis.asInt()));
        }
        if (axes.isEmpty()) {
            throw layer.failure("reduces all axes, the batch too");
        }
        boolean kept = layer.config().path("keepdims").asBoolean()
                || layer.arguments().named("keepdims").map(JsonNode::asBoolean).orElse(false);
        var shape = new ArrayList<Integer>(x.shape());
        var tensorAxes = new long[axes.size()];
        for (int i = 0; i < tensorAxes.length; i++) {
            tensorAxes[i] = layer.axis(x, axes.get(i));
            int keras = axes.get(i) < 0 ? axes.get(i) + x.rank() : axes.get(i) - 1;
            shape.set(keras, kept ? 1 : null);
        }
        shape.removeIf(size -> size == null);
        if (x.isMap() && !kept && axes.size() != 2) {
            throw layer.failure("reduces the axes " + axes + " of " + x + "; without keepdims, two are supported");
        }
        String reduced = layer.node(
                op, List.of(x.tensor(), layer.graph().vector(tensorAxes)), Attributes.of("keepdims", kept ? 1 : 0));
        return new KerasTensor(reduced, shape);
    }
}
