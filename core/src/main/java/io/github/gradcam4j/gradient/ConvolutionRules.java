package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.none;
import static io.github.gradcam4j.gradient.Grads.grads;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The rules of convolutions: Conv and ConvTranspose are adjoint. The weights are constants. */
final class ConvolutionRules {

    private ConvolutionRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.rule("Conv",          (ctx, dy) -> grads(conv(ctx, dy),          none(), ctx.channelSum(dy)));
        table.rule("ConvTranspose", (ctx, dy) -> grads(convTranspose(ctx, dy), none(), ctx.channelSum(dy)));
        // spotless:on
    }

    static Expr conv(NodeContext ctx, Expr dy) {
        var window = SlidingWindow.ofConvolution(ctx, ctx.spatial(0), ctx.spatialOfY());
        long group = ctx.attributes().integer("group", 1);
        return window.unitStride() && window.fullPadding().isPresent()
                ? rotated(ctx, dy, window, group)
                : window.transposed(dy, ctx.x(1), group);
    }

    /**
     * Returns the adjoint of a convolution with stride 1: a convolution whose kernels are rotated by 180 degrees and
     * whose input and output channels are exchanged within each group. Conv is faster than ConvTranspose, because only
     * Conv uses ONNX Runtime's blocked layout. The kernels are constants, so ONNX Runtime rotates them once, when it
     * loads the graph.
     */
    private static Expr rotated(NodeContext ctx, Expr dy, SlidingWindow window, long group) {
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
        return dy.op("Conv", attributes, rotated);
    }

    /** Returns a convolution from y to x. */
    private static Expr convTranspose(NodeContext ctx, Expr dy) {
        var window = SlidingWindow.ofConvolution(ctx, ctx.spatialOfY(), ctx.spatial(0));
        var attributes = Attributes.of("pads", window.pads())
                .and("strides", window.strides())
                .and("dilations", window.dilations())
                .and("kernel_shape", window.kernel())
                .and("group", ctx.attributes().integer("group", 1));
        return dy.op("Conv", attributes, ctx.x(1));
    }
}
