package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Convolutions: one is the other's adjoint. Weights are taken as constants. */
final class ConvolutionRules {

    private ConvolutionRules() {}

    static void addTo(RuleTable.Chapter table) {
        Rule bias = (s, i) -> s.dy().sumTo(s.shapeOfY(), withOnes(s)).reshape(-1);
        table.rule(
                "Conv",
                "ConvTranspose of dy by w; with stride 1 Conv by w turned round",
                (s, i) -> i == 2 ? bias.gradient(s, i) : conv().gradient(s, i));
        table.rule(
                "ConvTranspose",
                "Conv of dy by w",
                (s, i) -> i == 2 ? bias.gradient(s, i) : convTranspose().gradient(s, i));
    }

    private static long[] withOnes(Step s) {
        var shape = Value.fill(s.shapeOfY().length, 1);
        shape[1] = s.shapeOfY()[1];
        return shape;
    }

    private static Rule conv() {
        Rule rule = (s, i) -> {
            var window = Window.ofConvolution(s, s.spatial(0), s.spatialOfY());
            long group = s.attributes().integer("group", 1);
            return window.unitStride() && window.fullPadding().isPresent()
                    ? flipped(s, window, group)
                    : window.transposed(s.dy(), s.x(1), group);
        };
        return rule.onlyFirst(1);
    }

    /**
     * With stride 1 the adjoint is itself an ordinary convolution, by the kernels turned round and with input and output
     * channels exchanged within each group. Only Conv has ONNX Runtime's blocked layout: it is faster than ConvTranspose.
     * The kernels are constants: the engine turns them once, when it loads the graph.
     */
    private static Value flipped(Step s, Window window, long group) {
        var w = s.shape(1);
        long perGroup = w[0] / group;
        long channels = w[1];
        var kernel = Arrays.copyOfRange(w, 2, w.length);
        var grouped = Window.join(new long[] {group, perGroup, channels}, kernel);
        var exchanged = group == 1
                ? s.x(1).swap(0, 1, w.length)
                : s.x(1).reshape(grouped)
                        .swap(1, 2, grouped.length)
                        .reshape(Window.join(new long[] {group * channels, perGroup}, kernel));
        var turned = exchanged.flip(IntStream.range(0, kernel.length)
                .filter(d -> kernel[d] > 1)
                .mapToLong(d -> d + 2)
                .toArray());
        var attributes = Attributes.of("pads", window.fullPadding().orElseThrow())
                .and("dilations", window.dilations())
                .and("kernel_shape", kernel)
                .and("group", group);
        return s.dy().op("Conv", attributes, turned);
    }

    private static Rule convTranspose() {
        Rule rule = (s, i) -> {
            // Seen backwards: a convolution from y to x.
            var window = Window.ofConvolution(s, s.spatialOfY(), s.spatial(0));
            var attributes = Attributes.of("pads", window.pads())
                    .and("strides", window.strides())
                    .and("dilations", window.dilations())
                    .and("kernel_shape", window.kernel())
                    .and("group", s.attributes().integer("group", 1));
            return s.dy().op("Conv", attributes, s.x(1));
        };
        return rule.onlyFirst(1);
    }
}
