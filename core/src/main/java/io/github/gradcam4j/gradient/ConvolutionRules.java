package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The rules of convolutions: Conv and ConvTranspose are adjoint. The weights are constants. */
final class ConvolutionRules {

    private ConvolutionRules() {}

    static void addTo(RuleTable.Section table) {
        BackwardRule bias =
                (ctx, i) -> ctx.dy().sumTo(ctx.shapeOfY(), withOnes(ctx)).reshape(-1);
        table.rule(
                "Conv",
                "ConvTranspose of dy with w; with stride 1, Conv with w rotated by 180 degrees",
                (ctx, i) -> i == 2 ? bias.gradient(ctx, i) : conv().gradient(ctx, i));
        table.rule(
                "ConvTranspose",
                "Conv of dy with w",
                (ctx, i) -> i == 2 ? bias.gradient(ctx, i) : convTranspose().gradient(ctx, i));
    }

    private static long[] withOnes(NodeContext ctx) {
        var shape = Expr.fill(ctx.shapeOfY().length, 1);
        shape[1] = ctx.shapeOfY()[1];
        return shape;
    }

    static BackwardRule conv() {
        BackwardRule rule = (ctx, i) -> {
            var window = SlidingWindow.ofConvolution(ctx, ctx.spatial(0), ctx.spatialOfY());
            long group = ctx.attributes().integer("group", 1);
            return window.unitStride() && window.fullPadding().isPresent()
                    ? rotated(ctx, window, group)
                    : window.transposed(ctx.dy(), ctx.x(1), group);
        };
        return rule.onlyFirst(1);
    }

    /**
     * Writes the adjoint of a convolution with stride 1: a convolution whose kernels are rotated by 180 degrees and
     * whose input and output channels are exchanged within each group. Conv is faster than ConvTranspose, because only
     * Conv uses ONNX Runtime's blocked layout. The kernels are constants, so ONNX Runtime rotates them once, when it
     * loads the graph.
     */
    private static Expr rotated(NodeContext ctx, SlidingWindow window, long group) {
        var w = ctx.shape(1);
        long perGroup = w[0] / group;
        long channels = w[1];
        var kernel = Arrays.copyOfRange(w, 2, w.length);
        var grouped = SlidingWindow.join(new long[] {group, perGroup, channels}, kernel);
        var exchanged = group == 1
                ? ctx.x(1).swap(0, 1, w.length)
                : ctx.x(1)
                        .reshape(grouped)
                        .swap(1, 2, grouped.length)
                        .reshape(SlidingWindow.join(new long[] {group * channels, perGroup}, kernel));
        var rotated = exchanged.flip(IntStream.range(0, kernel.length)
                .filter(d -> kernel[d] > 1)
                .mapToLong(d -> d + 2)
                .toArray());
        var attributes = Attributes.of("pads", window.fullPadding().orElseThrow())
                .and("dilations", window.dilations())
                .and("kernel_shape", kernel)
                .and("group", group);
        return ctx.dy().op("Conv", attributes, rotated);
    }

    private static BackwardRule convTranspose() {
        BackwardRule rule = (ctx, i) -> {
            // The adjoint is a convolution from y to x.
            var window = SlidingWindow.ofConvolution(ctx, ctx.spatialOfY(), ctx.spatial(0));
            var attributes = Attributes.of("pads", window.pads())
                    .and("strides", window.strides())
                    .and("dilations", window.dilations())
                    .and("kernel_shape", window.kernel())
                    .and("group", ctx.attributes().integer("group", 1));
            return ctx.dy().op("Conv", attributes, ctx.x(1));
        };
        return rule.onlyFirst(1);
    }
}
