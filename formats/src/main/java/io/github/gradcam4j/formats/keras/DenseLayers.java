package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        int units = layer.integer("units", 0);
        var kernel = layer.weight("kernel", x.channels(), units);
        return KerasActivation.of(layer).finish(layer, name -> switch (x.rank()) {
            case 1 -> new KerasTensor(biased(layer, name, "Gemm", x, kernel, units), List.of(units));
            case 3 ->
                KerasTensor.map(
                        biased(
                                layer,
                                name,
                                "Conv",
                                x,
                                kernel.transposed(1, 0).reshaped(units, x.channels(), 1, 1),
                                units),
                        x.height(),
                        x.width(),
                        units);
            default -> matMul(layer, name, x, kernel, units);
        });
    }

    private static String biased(
            LayerScope layer, String output, String op, KerasTensor x, KerasWeight kernel, int units) {
        var inputs = new ArrayList<>(List.of(x.tensor(), layer.initializer("kernel", kernel)));
        if (layer.flag("use_bias", true)) {
            inputs.add(layer.initializer("bias", layer.weight("bias", units)));
        }
        return layer.graph().node(output, op, inputs);
    }

    private static KerasTensor matMul(LayerScope layer, String output, KerasTensor x, KerasWeight kernel, int units) {
        var shape = new ArrayList<>(x.shape());
        shape.set(shape.size() - 1, units);
        var operands = List.of(x.tensor(), layer.initializer("kernel", kernel));
        if (!layer.flag("use_bias", true)) {
            return new KerasTensor(layer.graph().node(output, "MatMul", operands), shape);
        }
        String product = layer.inner("product", "MatMul", operands);
        String bias = layer.initializer("bias", layer.weight("bias", units));
        return new KerasTensor(layer.graph().node(output, "Add", List.of(product, bias)), shape);
    }

    private static KerasTensor batchNormalization(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        var axes = layer.config().path("axis");
        int axis = axes.isArray() ? axes.path(0).asInt() : layer.integer("axis", -1);
        if (axes.size() > 1 || layer.axis(x, axis) != 1) {
            throw layer.failure("normalizes along axis " + axis + " of " + x + "; only the channel axis is supported");
        }
        int channels = x.channels();
        var gamma = layer.flag("scale", true) ? layer.weight("gamma", channels) : KerasWeight.filled(1, channels);
        var beta = layer.flag("center", true) ? layer.weight("beta", channels) : KerasWeight.filled(0, channels);
        return x.as(layer.node(
                "BatchNormalization",
                List.of(
                        x.tensor(),
                        layer.initializer("gamma", gamma),
                        layer.initializer("beta", beta),
                        layer.initializer("moving_mean", layer.weight("moving_mean", channels)),
                        layer.initializer("moving_variance", layer.weight("moving_variance", channels))),
                Attributes.of("epsilon", (float) layer.real("epsilon", 1e-3))));
    }

    /** Converts x scale + offset; scale and offset are a number or one number per channel. */
    private static KerasTensor rescaling(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        String scaled = layer.inner("scaled", "Mul", List.of(x.tensor(), factor(layer, "scale", 1, x)));
        return x.as(layer.node("Add", List.of(scaled, factor(layer, "offset", 0, x))));
    }

    private static String factor(LayerScope layer, String key, double otherwise, KerasTensor x) {
        var value = layer.config().path(key);
        if (!value.isArray()) {
            return layer.graph().scalar(layer.real(key, otherwise));
        }
        var perChannel = new float[value.size()];
        for (int i = 0; i < perChannel.length; i++) {
            perChannel[i] = (float) value.get(i).asDouble();
        }
        var weight = new KerasWeight(perChannel, new long[] {perChannel.length});
        return layer.initializer(key, x.isMap() ? weight.reshaped(perChannel.length, 1, 1) : weight);
    }
}
