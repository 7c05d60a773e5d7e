package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The conversion of layers that weight features: dense, batch normalization, rescaling. */
final class DenseLayers {

    private DenseLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "Dense", DenseLayers::dense,
                "BatchNormalization", DenseLayers::batchNormalization,
                "Rescaling", DenseLayers::rescaling);
    }

    /** Converts a dense layer over the last axis: Gemm for a vector, a 1x1 convolution for a map, else MatMul. */
    private static KerasTensor dense(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        int units = layer.positive("units");
        int channels = layer.channels(x);
        Supplier<KerasWeight> kernel = () -> layer.weight("kernel", channels, units);
        return KerasActivation.of(layer).finish(layer, name -> switch (x.rank()) {
            case 1 -> new KerasTensor(biased(layer, name, "Gemm", x, kernel, units), List.of(units));
            case 3 ->
                KerasTensor.map(
                        biased(
                                layer,
                                name,
                                "Conv",
                                x,
                                () -> kernel.get().transposed(1, 0).reshaped(units, channels, 1, 1),
                                units),
                        x.height(),
                        x.width(),
                        units);
            default -> matMul(layer, name, x, kernel, units);
        });
    }

    private static String biased(
            LayerScope layer, String output, String op, KerasTensor x, Supplier<KerasWeight> kernel, int units) {
        var inputs = new ArrayList<>(List.of(x.tensor(), layer.initializer("kernel", kernel)));
        if (layer.flag("use_bias", true)) {
            inputs.add(layer.initializer("bias", () -> layer.weight("bias", units)));
        }
        return layer.graph().node(output, op, inputs);
    }

    private static KerasTensor matMul(
            LayerScope layer, String output, KerasTensor x, Supplier<KerasWeight> kernel, int units) {
        var shape = new ArrayList<>(x.shape());
        shape.set(shape.size() - 1, units);
        var operands = List.of(x.tensor(), layer.initializer("kernel", kernel));
        if (!layer.flag("use_bias", true)) {
            return new KerasTensor(layer.graph().node(output, "MatMul", operands), shape);
        }
        String product = layer.inner("product", "MatMul", operands);
        String bias = layer.initializer("bias", () -> layer.weight("bias", units));
        return new KerasTensor(layer.graph().node(output, "Add", List.of(product, bias)), shape);
    }

    private static KerasTensor batchNormalization(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        var axes = layer.integers("axis");
        if (axes.size() > 1 || layer.axis(x, axes.isEmpty() ? -1 : axes.get(0)) != 1) {
            throw layer.failure("normalizes along axis " + axes + " of " + x + "; only the channel axis is supported");
        }
        int channels = layer.channels(x);
        boolean scales = layer.flag("scale", true);
        boolean centers = layer.flag("center", true);
        Supplier<KerasWeight> gamma = () -> scales ? layer.weight("gamma", channels) : KerasWeight.filled(1, channels);
        Supplier<KerasWeight> beta = () -> centers ? layer.weight("beta", channels) : KerasWeight.filled(0, channels);
        return x.as(layer.node(
                "BatchNormalization",
                List.of(
                        x.tensor(),
                        layer.initializer("gamma", gamma),
                        layer.initializer("beta", beta),
                        layer.initializer("moving_mean", () -> layer.weight("moving_mean", channels)),
                        layer.initializer("moving_variance", () -> layer.weight("moving_variance", channels))),
                Attributes.of("epsilon", (float) layer.real("epsilon", 1e-3))));
    }

    /** Converts x scale + offset; scale and offset are a number or one number per channel. */
    private static KerasTensor rescaling(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        String scaled = layer.inner("scaled", "Mul", List.of(x.tensor(), factor(layer, "scale", 1, x)));
        return x.as(layer.node("Add", List.of(scaled, factor(layer, "offset", 0, x))));
    }

    private static String factor(LayerScope layer, String key, double otherwise, KerasTensor x) {
        var value = layer.numbers(key);
        if (value.size() <= 1) {
            return layer.graph().scalar(value.isEmpty() ? otherwise : value.get(0));
        }
        if (value.size() != x.channels()) {
            throw layer.failure("has " + value.size() + " numbers as its " + key + " for " + x);
        }
        var weight = KerasWeight.of(value);
        return layer.initializer(key, () -> x.isMap() ? weight.reshaped(value.size(), 1, 1) : weight);
    }
}
