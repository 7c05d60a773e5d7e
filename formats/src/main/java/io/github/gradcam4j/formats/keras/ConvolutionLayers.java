package io.github.gradcam4j.formats.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conversion of convolutions. The kernel is [height,width,in,out] in Keras and [out,in,height,width] in ONNX. */
final class ConvolutionLayers {

    private static final int[] STEP_OF_ONE = {1, 1};

    private ConvolutionLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "Conv2D", ConvolutionLayers::convolution,
                "DepthwiseConv2D", ConvolutionLayers::depthwise,
                "SeparableConv2D", ConvolutionLayers::separable,
                "Conv2DTranspose", ConvolutionLayers::transposed);
    }

    private static KerasTensor convolution(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        var window = KerasWindow.of(layer, "kernel_size", STEP_OF_ONE);
        int groups = layer.positive("groups", 1);
        int filters = layer.positive("filters");
        int channels = layer.channels(x);
        if (channels % groups != 0 || filters % groups != 0) {
            throw layer.failure("has " + groups + " groups for " + channels + " channels and " + filters + " filters");
        }
        String weight = layer.initializer(
                "kernel",
                () -> layer.weight("kernel", window.kernel()[0], window.kernel()[1], channels / groups, filters)
                        .transposed(3, 2, 0, 1));
        return KerasActivation.of(layer)
                .finish(layer, name -> convolve(layer, name, x, window, weight, groups, filters, true));
    }

    /** Converts a transposed convolution; its kernel is [height,width,out,in]. */
    private static KerasTensor transposed(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        var window = KerasWindow.of(layer, "kernel_size", STEP_OF_ONE);
        int filters = layer.positive("filters");
        if (layer.config().hasNonNull("output_padding") || layer.positive("groups", 1) != 1) {
            throw layer.failure("has an output padding or groups, which is not supported");
        }
        int channels = layer.channels(x);
        String kernel = layer.initializer(
                "kernel",
                () -> layer.weight("kernel", window.kernel()[0], window.kernel()[1], filters, channels)
                        .transposed(3, 2, 0, 1));
        var tensors = new ArrayList<>(List.of(x.tensor(), kernel));
        if (layer.flag("use_bias", true)) {
            tensors.add(layer.initializer("bias", () -> layer.weight("bias", filters)));
        }
        return KerasActivation.of(layer)
                .finish(
                        layer,
                        name -> window.transposedOutput(
                                layer.graph().node(name, "ConvTranspose", tensors, window.transposedAttributes()),
                                x,
                                filters));
    }

    private static KerasTensor depthwise(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        var window = KerasWindow.of(layer, "kernel_size", STEP_OF_ONE);
        int filters = Math.multiplyExact(layer.channels(x), layer.positive("depth_multiplier", 1));
        String weight = depthwiseKernel(layer, x, window);
        return KerasActivation.of(layer)
                .finish(layer, name -> convolve(layer, name, x, window, weight, x.channels(), filters, true));
    }

    private static KerasTensor separable(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        var window = KerasWindow.of(layer, "kernel_size", STEP_OF_ONE);
        int between = Math.multiplyExact(layer.channels(x), layer.positive("depth_multiplier", 1));
        int filters = layer.positive("filters");
        String depthwise = depthwiseKernel(layer, x, window);
        String pointwise = layer.initializer(
                "pointwise_kernel",
                () -> layer.weight("pointwise_kernel", 1, 1, between, filters).transposed(3, 2, 0, 1));
        var single = new KerasWindow(STEP_OF_ONE, STEP_OF_ONE, STEP_OF_ONE, false);
        KerasTensor spread =
                convolve(layer, layer.name() + "/depthwise", x, window, depthwise, x.channels(), between, false);
        return KerasActivation.of(layer)
                .finish(layer, name -> convolve(layer, name, spread, single, pointwise, 1, filters, true));
    }

    private static String depthwiseKernel(LayerScope layer, KerasTensor x, KerasWindow window) {
        int multiplier = layer.positive("depth_multiplier", 1);
        int height = window.kernel()[0];
        int width = window.kernel()[1];
        return layer.initializer(
                "depthwise_kernel",
                () -> layer.weight("depthwise_kernel", height, width, x.channels(), multiplier)
                        .transposed(2, 3, 0, 1)
                        .reshaped((long) x.channels() * multiplier, 1, height, width));
    }

    private static KerasTensor convolve(
            LayerScope layer,
            String output,
            KerasTensor x,
            KerasWindow window,
            String kernel,
            int groups,
            int filters,
            boolean biased) {
        var inputs = new ArrayList<>(List.of(x.tensor(), kernel));
        if (biased && layer.flag("use_bias", true)) {
            inputs.add(layer.initializer("bias", () -> layer.weight("bias", filters)));
        }
        var attributes = window.attributes(x);
        String y =
                layer.graph().node(output, "Conv", inputs, groups == 1 ? attributes : attributes.and("group", groups));
        return window.output(y, x, filters);
    }
}
