package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
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
    private static final float SHRINK_THRESHOLD = 0.5f;

    static KerasActivation of(LayerScope layer) {
        JsonNode named = layer.config().path("activation");
        JsonNode function = named.isObject() ? named.path("config") : named;
        if (function.isObject()) {
            if (KerasLayers.rule(layer.inside(named).layer()).isEmpty()) {
                throw layer.failure("has the activation " + MessageText.excerpt(named) + ", which is not supported");
            }
            return new KerasActivation("", Optional.of(named));
        }
        if (!function.isTextual() && !function.isNull() && !function.isMissingNode()) {
            throw layer.failure("has the activation " + MessageText.excerpt(named) + ", expected a name or a layer");
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
        return switch (function) {
            case "linear" -> x;
            case "glu" -> glu(layer, x);
            default -> x.as(write(layer, x));
        };
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
            case "hard_shrink" -> layer.node("Shrink", input, shrink(0));
            case "soft_shrink" -> layer.node("Shrink", input, shrink(SHRINK_THRESHOLD));
            case "tanh_shrink" -> layer.node("Sub", List.of(x.tensor(), layer.inner("tanh", "Tanh", input)));
            case "squareplus" -> squareplus(layer, x);
            case "sparse_plus" -> sparsePlus(layer, x);
            case "sparse_sigmoid" ->
                layer.node("HardSigmoid", input, Attributes.of("alpha", 0.5f).and("beta", 0.5f));
            default ->
                throw layer.failure(
                        "has the activation \"" + MessageText.excerpt(function) + "\", which is not supported");
        };
    }

    /** The slope is 1/6 since Keras 3. */
    private static Attributes hardSigmoid(LayerScope layer) {
        float slope = layer.keras3() ? 1 / 6f : HARD_SIGMOID_SLOPE_OF_KERAS_2;
        return Attributes.of("alpha", slope).and("beta", 0.5f);
    }

    private static Attributes shrink(float bias) {
        return Attributes.of("lambd", SHRINK_THRESHOLD).and("bias", bias);
    }

    /** Adds (x + sqrt(x^2 + 4)) / 2. */
    private static String squareplus(LayerScope layer, KerasTensor x) {
        var graph = layer.graph();
        String square = layer.inner("square", "Mul", List.of(x.tensor(), x.tensor()));
        String root = layer.inner("root", "Sqrt", List.of(layer.inner("sum", "Add", List.of(square, graph.scalar(4)))));
        String twice = layer.inner("twice", "Add", List.of(x.tensor(), root));
        return layer.node("Div", List.of(twice, graph.scalar(2)));
    }

    /** Adds (x + 1)^2 / 4 between -1 and 1, which continues as 0 and as x. */
    private static String sparsePlus(LayerScope layer, KerasTensor x) {
        var graph = layer.graph();
        String within = layer.inner("within", "Clip", List.of(x.tensor(), graph.scalar(-1), graph.scalar(1)));
        String half = layer.inner(
                "half",
                "Div",
                List.of(layer.inner("shifted", "Add", List.of(within, graph.scalar(1))), graph.scalar(2)));
        String beyond = layer.inner(
                "beyond", "Relu", List.of(layer.inner("rest", "Sub", List.of(x.tensor(), graph.scalar(1)))));
        return layer.node("Add", List.of(layer.inner("square", "Mul", List.of(half, half)), beyond));
    }

    /** Adds a sigmoid(b) of the halves a and b of the channels. */
    private static KerasTensor glu(LayerScope layer, KerasTensor x) {
        int half = x.channels() / 2;
        if (x.channels() < 2 || x.channels() % 2 != 0) {
            throw layer.failure("has the activation \"glu\" of " + x + ", but its last dimension must be even");
        }
        var halves = layer.graph()
                .nodes(
                        layer.name() + "/halves",
                        2,
                        "Split",
                        List.of(x.tensor(), layer.graph().vector(half, half)),
                        Attributes.of("axis", x.axis(x.rank())));
        String gate = layer.inner("sigmoid", "Sigmoid", List.of(halves.get(1)));
        var shape = new ArrayList<>(x.shape());
        shape.set(x.rank() - 1, half);
        return new KerasTensor(layer.node("Mul", List.of(halves.get(0), gate)), shape);
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
