package io.github.gradcam4j.formats.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
            "ActivityRegularization",
            "Identity",
            "StochasticDepth",
            "DropPath",
            "FixedDropout",
            "RandomFlip",
            "RandomRotation",
            "RandomZoom",
            "RandomTranslation",
            "RandomHeight",
            "RandomWidth",
            "RandomContrast",
            "RandomBrightness",
            "RandomSaturation",
            "RandomHue",
            "RandomSharpness",
            "RandomShear",
            "RandomPerspective",
            "RandomElasticTransform",
            "RandomGaussianBlur",
            "RandomGrayscale",
            "RandomInvert",
            "RandomPosterization",
            "RandomColorJitter",
            "RandomColorDegeneration",
            "RandomErasing",
            "RandAugment",
            "AugMix");

    private static final Set<String> FUNCTIONS = Set.of("TFOpLambda", "TensorFlowOpLayer");

    private static final Map<String, Rule> RULES = rules();

    private KerasLayers() {}

    /** Returns the conversion of a layer or of a function, if there is one. */
    static Optional<Rule> rule(KerasLayer layer) {
        return layer.isOperation() || FUNCTIONS.contains(layer.type())
                ? OperationLayers.rule(layer)
                : Optional.ofNullable(RULES.get(layer.type()));
    }

    /** @throws LayersModelException if a type of layer has no conversion; the message names all such layers */
    static void requireSupported(List<KerasLayer> layers) {
        var unknown = layers.stream()
                .filter(layer -> rule(layer).isEmpty())
                .map(layer -> String.format(Locale.ROOT, "%s \"%s\"", layer.type(), layer.name()))
                .toList();
        if (!unknown.isEmpty()) {
            throw new LayersModelException(String.format(
                    Locale.ROOT,
                    "%s not supported: %s. Convert the model to ONNX with tf2onnx instead:"
                            + " python -m tf2onnx.convert --saved-model FOLDER --output model.onnx,"
                            + " where FOLDER comes from model.export(FOLDER). Supported are: %s",
                    unknown.size() == 1 ? "a layer is" : unknown.size() + " layers are",
                    String.join(", ", unknown),
                    String.join(", ", new TreeSet<>(RULES.keySet()))));
        }
    }

    private static Map<String, Rule> rules() {
        var rules = new HashMap<String, Rule>();
        rules.putAll(ConvolutionLayers.rules());
        rules.putAll(PoolingLayers.rules());
        rules.putAll(ActivationLayers.rules());
        rules.putAll(DenseLayers.rules());
        rules.putAll(NormalizationLayers.rules());
        rules.putAll(OperationLayers.rules());
        rules.putAll(MergeLayers.rules());
        rules.putAll(ShapeLayers.rules());
        TRAINING_ONLY.forEach(type -> rules.put(type, LayerScope::only));
        return Map.copyOf(rules);
    }
}
