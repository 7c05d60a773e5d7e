package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conversion of normalizations other than by batch, and of scales by channel. */
final class NormalizationLayers {

    private static final double MIN_DEVIATION = 1e-7;

    private NormalizationLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "LayerNormalization", NormalizationLayers::layerNormalization,
                "GroupNormalization", NormalizationLayers::groupNormalization,
                "UnitNormalization", NormalizationLayers::unitNormalization,
                "Normalization", NormalizationLayers::normalization,
                "LayerScale", NormalizationLayers::layerScale);
    }

    private static void requireLastAxis(LayerScope layer, KerasTensor x) {
        var axes = layer.integers("axis");
        int axis = axes.isEmpty() ? -1 : axes.get(0);
        if (axes.size() > 1 || axis != -1 && axis != x.rank()) {
            throw layer.failure("normalizes along axis " + axes + " of " + x + "; only the last axis is supported");
        }
    }

    private static KerasTensor layerNormalization(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        requireLastAxis(layer, x);
        if (layer.flag("rms_scaling", false)) {
            throw layer.failure("scales by the root of the mean square, which is not supported");
        }
        var graph = layer.graph();
        String axis = graph.vector(x.axis(x.rank()));
        String mean = layer.inner("mean", "ReduceMean", List.of(x.tensor(), axis));
        String centered = layer.inner("centered", "Sub", List.of(x.tensor(), mean));
        String square = layer.inner("square", "Mul", List.of(centered, centered));
        String variance = layer.inner("variance", "ReduceMean", List.of(square, axis));
        String shifted = layer.inner("shifted", "Add", List.of(variance, graph.scalar(layer.real("epsilon", 1e-3))));
        String deviation = layer.inner("deviation", "Sqrt", List.of(shifted));
        return affine(layer, x, layer.inner("normalized", "Div", List.of(centered, deviation)));
    }

    private static KerasTensor groupNormalization(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        requireLastAxis(layer, x);
        int given = layer.integer("groups", 32);
        int groups = given == -1 ? layer.channels(x) : given;
        if (groups < 1 || layer.channels(x) % groups != 0) {
            throw layer.failure("has " + groups + " groups of " + x.channels() + " channels");
        }
        var graph = layer.graph();
        String grouped = layer.inner("grouped", "Reshape", List.of(x.tensor(), graph.vector(0, groups, -1)));
        String normalized = layer.inner(
                "group",
                "InstanceNormalization",
                List.of(
                        grouped,
                        layer.initializer("ones", () -> KerasWeight.filled(1, groups)),
                        layer.initializer("zeros", () -> KerasWeight.filled(0, groups))),
                Attributes.of("epsilon", (float) layer.real("epsilon", 1e-3)));
        String shape = layer.inner("shape", "Shape", List.of(x.tensor()));
        return affine(layer, x, layer.inner("normalized", "Reshape", List.of(normalized, shape)));
    }

    /** Adds gamma and beta, if the layer has them. */
    private static KerasTensor affine(LayerScope layer, KerasTensor x, String normalized) {
        boolean centers = layer.flag("center", true);
        String scaled = normalized;
        if (layer.flag("scale", true)) {
            var operands = List.of(normalized, perChannel(layer, "gamma", x));
            scaled = centers ? layer.inner("scaled", "Mul", operands) : layer.node("Mul", operands);
        }
        return x.as(centers ? layer.node("Add", List.of(scaled, perChannel(layer, "beta", x))) : scaled);
    }

    private static String perChannel(LayerScope layer, String parameter, KerasTensor x) {
        int channels = layer.channels(x);
        return layer.initializer(parameter, () -> {
            var weight = layer.weight(parameter, channels);
            return x.isMap() ? weight.reshaped(channels, 1, 1) : weight;
        });
    }

    private static KerasTensor unitNormalization(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        requireLastAxis(layer, x);
        var graph = layer.graph();
        String square = layer.inner("square", "Mul", List.of(x.tensor(), x.tensor()));
        String sum = layer.inner("sum", "ReduceSum", List.of(square, graph.vector(x.axis(x.rank()))));
        String bounded = layer.inner("bounded", "Max", List.of(sum, graph.scalar(1e-12)));
        return x.as(layer.node("Div", List.of(x.tensor(), layer.inner("norm", "Sqrt", List.of(bounded)))));
    }

    /** Converts (x - mean) / max(sqrt(variance), 1e-7), with values of the configuration or of the weights. */
    private static KerasTensor normalization(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        String means = layer.initializer("mean", () -> placed(statistics(layer, "mean", x), x));
        String deviations = layer.initializer("deviation", () -> placed(deviation(layer, x), x));
        if (layer.flag("invert", false)) {
            String scaled = layer.inner("scaled", "Mul", List.of(x.tensor(), deviations));
            return x.as(layer.node("Add", List.of(scaled, means)));
        }
        String centered = layer.inner("centered", "Sub", List.of(x.tensor(), means));
        return x.as(layer.node("Div", List.of(centered, deviations)));
    }

    private static KerasWeight deviation(LayerScope layer, KerasTensor x) {
        var variance = statistics(layer, "variance", x);
        var deviation = new float[variance.values().length];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = (float) Math.max(Math.sqrt(variance.values()[i]), MIN_DEVIATION);
        }
        return new KerasWeight(deviation, variance.shape());
    }

    private static KerasWeight statistics(LayerScope layer, String name, KerasTensor x) {
        var values = new ArrayList<Double>();
        flatten(layer, name, layer.config().path(name), values);
        var weight = values.isEmpty() ? layer.weight(name) : KerasWeight.of(values);
        if (weight.values().length != 1 && weight.values().length != x.channels()) {
            throw layer.failure("has a " + name + " of " + weight.values().length + " values for " + x
                    + "; one, or one for each channel is supported");
        }
        return weight;
    }

    private static void flatten(LayerScope layer, String name, JsonNode json, List<Double> values) {
        if (Fields.isNumber(json)) {
            values.add(json.asDouble());
        } else if (!json.isArray() && !json.isNull() && !json.isMissingNode()) {
            throw layer.failure("has " + MessageText.excerpt(json) + " as its " + name + ", expected numbers");
        }
        json.forEach(part -> flatten(layer, name, part, values));
    }

    private static KerasWeight placed(KerasWeight weight, KerasTensor x) {
        int size = weight.values().length;
        return size == 1 || !x.isMap() ? weight.reshaped(size) : weight.reshaped(size, 1, 1);
    }

    /** Converts the layer of ConvNeXt: x gamma. */
    private static KerasTensor layerScale(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        return x.as(layer.node("Mul", List.of(x.tensor(), perChannel(layer, "gamma", x))));
    }
}
