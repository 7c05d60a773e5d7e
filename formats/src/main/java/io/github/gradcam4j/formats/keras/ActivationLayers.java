package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import java.util.List;
import java.util.Map;

/** The conversion of layers that are an activation function, some with parameters. */
final class ActivationLayers {

    private ActivationLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "Activation", (layer, inputs) -> KerasActivation.of(layer).apply(layer, layer.only(inputs)),
                "ReLU", ActivationLayers::relu,
                "LeakyReLU", ActivationLayers::leakyRelu,
                "PReLU", ActivationLayers::prelu,
                "ELU", ActivationLayers::elu,
                "ThresholdedReLU", ActivationLayers::thresholdedRelu,
                "Softmax", ActivationLayers::softmax);
    }

    /** Converts min(x, max_value) for x from the threshold on, negative_slope (x - threshold) below. */
    private static KerasTensor relu(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        double threshold = layer.real("threshold", 0);
        double slope = layer.real("negative_slope", 0);
        boolean capped = layer.config().hasNonNull("max_value");
        var graph = layer.graph();
        if (threshold == 0 && slope == 0) {
            return x.as(
                    capped
                            ? layer.node("Clip", List.of(x.tensor(), graph.scalar(0), cap(layer)))
                            : layer.node("Relu", List.of(x.tensor())));
        }
        String bent = capped ? layer.name() + "/uncapped" : layer.name();
        String uncapped = threshold == 0
                ? graph.node(bent, "LeakyRelu", List.of(x.tensor()), Attributes.of("alpha", (float) slope))
                : aboveThreshold(layer, bent, x, threshold, slope);
        return x.as(capped ? layer.node("Min", List.of(uncapped, cap(layer))) : uncapped);
    }

    private static String cap(LayerScope layer) {
        return layer.graph().scalar(layer.real("max_value", 0));
    }

    private static String aboveThreshold(
            LayerScope layer, String output, KerasTensor x, double threshold, double slope) {
        var graph = layer.graph();
        String limit = graph.scalar(threshold);
        String passes = layer.inner("passes", "GreaterOrEqual", List.of(x.tensor(), limit));
        String excess = layer.inner("excess", "Sub", List.of(x.tensor(), limit));
        String below = layer.inner("below", "Mul", List.of(excess, graph.scalar(slope)));
        return graph.node(output, "Where", List.of(passes, x.tensor(), below));
    }

    private static KerasTensor leakyRelu(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        double alpha = layer.real("alpha", layer.real("negative_slope", 0.3));
        return x.as(layer.node("LeakyRelu", List.of(x.tensor()), Attributes.of("alpha", (float) alpha)));
    }

    private static KerasTensor prelu(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        String slopes = layer.initializer("alpha", () -> slopes(layer, x));
        return x.as(layer.node("PRelu", List.of(x.tensor(), slopes)));
    }

    private static KerasWeight slopes(LayerScope layer, KerasTensor x) {
        var alpha = layer.weight("alpha");
        if (alpha.shape().length != x.rank()) {
            throw layer.failure("has slopes of another rank than its input " + x);
        }
        return x.isMap() ? alpha.transposed(2, 0, 1) : alpha;
    }

    private static KerasTensor elu(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        return x.as(layer.node("Elu", List.of(x.tensor()), Attributes.of("alpha", (float) layer.real("alpha", 1))));
    }

    private static KerasTensor thresholdedRelu(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        var theta = Attributes.of("alpha", (float) layer.real("theta", 1));
        return x.as(layer.node("ThresholdedRelu", List.of(x.tensor()), theta));
    }

    private static KerasTensor softmax(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        return x.as(layer.node(
                "Softmax", List.of(x.tensor()), Attributes.of("axis", layer.axis(x, layer.integer("axis", -1)))));
    }
}
