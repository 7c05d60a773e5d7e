package io.github.gradcam4j.formats.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The registry of supported layer types. */
final class KerasLayers {

    /** The conversion of one layer type. */
    @FunctionalInterface
    interface Rule {
        /** Adds a layer's nodes to the graph and returns its output. */
        KerasTensor apply(LayerScope layer, List<KerasTensor> inputs);
    }

    /** The layers that are the identity outside training. */
    private static final Set<String> TRAINING_ONLY = Set.of(
            "Dropout",
            "SpatialDropout1D",
            "SpatialDropout2D",
            "AlphaDropout",
            "GaussianDropout",
            "GaussianNoise",
            "ActivityRegularization");

    private static final Map<String, Rule> RULES = rules();

    private KerasLayers() {}

    /** Returns the conversion of a layer. */
    static Rule rule(LayerScope layer) {
        Rule rule = RULES.get(layer.type());
        if (rule == null) {
            throw layer.failure("has a type that is not supported. Supported are: "
                    + String.join(", ", new TreeSet<>(RULES.keySet())));
        }
        return rule;
    }

    private static Map<String, Rule> rules() {
        var rules = new HashMap<String, Rule>();
        rules.putAll(ConvolutionLayers.rules());
        rules.putAll(PoolingLayers.rules());
        rules.putAll(ActivationLayers.rules());
        rules.putAll(DenseLayers.rules());
        rules.putAll(MergeLayers.rules());
        rules.putAll(ShapeLayers.rules());
        TRAINING_ONLY.forEach(type -> rules.put(type, LayerScope::only));
        return Map.copyOf(rules);
    }
}
