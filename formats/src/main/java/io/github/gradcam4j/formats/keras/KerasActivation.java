package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.graph.Attributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * An activation function of a layer's configuration.
 *
 * @param function its name; empty if it is a layer
 * @param layer the layer, if it is one, such as LeakyReLU
 */
record KerasActivation(String function, Optional<JsonNode> layer) {

    private static final float HARD_SIGMOID_SLOPE_OF_KERAS_2 = 0.2f;
    private static final float LEAKY_SLOPE = 0.2f;

    static KerasActivation of(LayerScope layer) {
        JsonNode named = layer.config().path("activation");
        JsonNode function = named.isObject() ? named.path("config") : named;
        if (function.isObject()) {
            if (KerasLayers.rule(layer.inside(named).layer()).isEmpty()) {
                throw layer.failure("has the activation " + named + ", which is not supported");
            }
            return new KerasActivation("", Optional.of(named));
        }
        return of(function.asText("linear"));
    }

    static KerasActivation of(String function) {
        return new KerasActivation(function.toLowerCase(Locale.ROOT), Optional.empty());
    }

    /**
     * Adds the layer's own node and then this function; the last node has the layer's name.
     *
     * @param body adds the layer's node under a given name
     */
    KerasTensor finish(LayerScope layer, Function<String, KerasTensor> body) {
        if (function.equals("linear")) {
            return body.apply(layer.name());
        }
        boolean classifies = function.equals("softmax") || function.equals("sigmoid");
        return apply(layer, body.apply(layer.name() + (classifies ? "/logits" : "/preactivation")));
    }

    /** Adds the function as the layer's last node. */
    KerasTensor apply(LayerScope layer, KerasTensor x) {
        if (this.layer.isPresent()) {
            var inner = layer.inside(this.layer.get());
            return KerasLayers.rule(inner.layer()).orElseThrow().apply(inner, List.of(x));
        }
        if (function.equals("linear")) {
            return x;
        }
        return x.as(write(layer, x));
    }

    private String write(LayerScope layer, KerasTensor x) {
        var graph = layer.graph();
        var input = List.of(x.tensor());
        return switch (function) {
            case "relu" -> layer.node("Relu", input);
            case "relu6" -> layer.node("Clip", List.of(x.tensor(), graph.scalar(0), graph.scalar(6)));
            case "sigmoid" -> layer.node("Sigmoid", input);
            case "tanh" -> layer.node("Tanh", input);
            case "softmax" -> layer.node("Softmax", input, Attributes.of("axis", layer.axis(x, -1)));
            case "elu" -> layer.node("Elu", input);
            case "selu" -> layer.node("Selu", input);
            case "softplus" -> layer.node("Softplus", input);
            case "softsign" -> layer.node("Softsign", input);
            case "exponential" -> layer.node("Exp", input);
            case "leaky_relu" -> layer.node("LeakyRelu", input, Attributes.of("alpha", LEAKY_SLOPE));
            case "log_softmax" -> layer.node("LogSoftmax", input, Attributes.of("axis", layer.axis(x, -1)));
            case "celu" -> layer.node("Celu", input);
            case "log_sigmoid" -> layer.node("Log", List.of(layer.inner("sigmoid", "Sigmoid", input)));
            case "hard_tanh" -> layer.node("Clip", List.of(x.tensor(), graph.scalar(-1), graph.scalar(1)));
            case "hard_sigmoid" -> layer.node("HardSigmoid", input, hardSigmoid(layer));
            case "hard_silu", "hard_swish" ->
                layer.node("Mul", List.of(x.tensor(), layer.inner("gate", "HardSigmoid", input, hardSigmoid(layer))));
            case "swish", "silu" -> layer.node("Mul", List.of(x.tensor(), layer.inner("sigmoid", "Sigmoid", input)));
            case "mish" ->
                layer.node(
                        "Mul",
                        List.of(
                                x.tensor(),
                                layer.inner("tanh", "Tanh", List.of(layer.inner("softplus", "Softplus", input)))));
            case "gelu" -> gelu(layer, x);
            default -> throw layer.failure("has the activation \"" + function + "\", which is not supported");
        };
    }

    /** The slope is 1/6 since Keras 3. */
    private static Attributes hardSigmoid(LayerScope layer) {
        float slope = layer.keras3() ? 1 / 6f : HARD_SIGMOID_SLOPE_OF_KERAS_2;
        return Attributes.of("alpha", slope).and("beta", 0.5f);
    }

    /** Adds x / 2 (1 + erf(x / sqrt(2))). */
    private static String gelu(LayerScope layer, KerasTensor x) {
        var graph = layer.graph();
        String scaled = layer.inner("scaled", "Mul", List.of(x.tensor(), graph.scalar(Math.sqrt(0.5))));
        String erf = layer.inner("erf", "Erf", List.of(scaled));
        String shifted = layer.inner("share", "Add", List.of(erf, graph.scalar(1)));
        String half = layer.inner("half", "Mul", List.of(x.tensor(), graph.scalar(0.5)));
        return layer.node("Mul", List.of(half, shifted));
    }
}
