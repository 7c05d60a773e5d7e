package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import java.util.Arrays;
import java.util.List;

/** The rules of pooling. */
final class PoolingRules {

    private PoolingRules() {}

    static void addTo(RuleTable.Section table) {
        table.rule(
                "MaxPool", "dy added at the position of the maximum, the first one of several", PoolingRules::maxPool);
        table.rule("AveragePool", "dy / n, added at all n positions of the window", PoolingRules::averagePool);
        table.rule("LpPool", "x |x|^(p-2) times the sum of dy y^(1-p) over windows", PoolingRules::lpPool);
        table.ofFirst("MaxUnpool", "dy at the indices", PoolingRules::maxUnpool);
        table.ofFirst("Col2Im", "the blocks of dy (im2col)", PoolingRules::blocks);
        table.rule(
                "GlobalAveragePool",
                "dy / (h w) at all positions",
                (ctx, i) -> overSpace(ctx, ctx.dy().times(1.0 / Constant.elements(ctx.spatial(0)))));
        table.rule(
                "GlobalMaxPool",
                "dy at the position of the maximum, the first one of several",
                PoolingRules::globalMaxPool);
        table.rule("GlobalLpPool", "x |x|^(p-2) dy y^(1-p)", (ctx, i) -> {
            long p = ctx.attributes().integer("p", 2);
            return powerNorm(ctx, p, ctx.dy().times(ctx.y().power(1 - p)));
        });
    }

    private static Expr overSpace(NodeContext ctx, Expr perChannel) {
        var shape = Expr.fill(ctx.rank(0), 1);
        System.arraycopy(ctx.spatial(0), 0, shape, 2, shape.length - 2);
        return perChannel.expand(shape);
    }

    /** Adds the gradient of each window at the position of its maximum, the first one of several. */
    private static Expr maxPool(NodeContext ctx, int i) {
        var cells = ctx.x(0).reshape(-1).zeros();
        return cells.op(
                        "ScatterElements",
                        Attributes.of("axis", 0).and("reduction", "add"),
                        maxima(ctx).reshape(-1),
                        ctx.dy().reshape(-1))
                .reshapeLike(ctx.x(0));
    }

    /**
     * Returns the positions of the maxima, row by row. Those of integers are found in float32: ONNX Runtime returns a
     * wrong position for a window that contains only the least integer of its type.
     */
    private static Expr maxima(NodeContext ctx) {
        boolean columns = ctx.attributes().integer("storage_order", 0) != 0;
        if (!columns && !ctx.isIntegral(0)) {
            return ctx.secondOutput();
        }
        var x = ctx.isIntegral(0) ? ctx.x(0).asFloat() : ctx.x(0);
        return ctx.emit(2, "MaxPool", List.of(x.name()), ctx.attributes().without("storage_order"))
                .get(1);
    }

    private static Expr maxUnpool(NodeContext ctx, int i) {
        if (ctx.hasX(2)) {
            throw ctx.noGradient("has an output shape, which the gradient rule does not support");
        }
        return ctx.dy().reshape(-1).op("Gather", ctx.x(1));
    }

    /** Writes a convolution of each channel of dy with one kernel for each element of a block. */
    private static Expr blocks(NodeContext ctx, int i) {
        var block = ctx.integers(2);
        int elements = (int) Constant.elements(block);
        var kernels = new float[elements * elements];
        for (int k = 0; k < elements; k++) {
            kernels[k * elements + k] = 1;
        }
        var shape = prefixed(block);
        shape[0] = elements;
        var planes = ctx.dy().reshape(prefixed(ctx.spatialOfY(), -1));
        return planes.op("Conv", ctx.attributes(), ctx.tensor(kernels, shape)).reshapeLike(ctx.x(0));
    }

    private static Expr globalMaxPool(NodeContext ctx, int i) {
        var rows = ctx.x(0).reshape(0, 0, -1);
        var first = rows.op("ArgMax", Attributes.of("axis", 2));
        return rows.zeros()
                .op("ScatterElements", Attributes.of("axis", 2), first, ctx.dy().reshape(0, 0, -1))
                .reshapeLike(ctx.x(0));
    }

    /**
     * Divides the gradient of each window by the number of values in its average, and adds it at all positions of the
     * window. ONNX Runtime computes the number by pooling ones, so that padding and ceiling mode have the same effect
     * as in the forward graph.
     */
    private static Expr averagePool(NodeContext ctx, int i) {
        var window = SlidingWindow.ofPool(ctx);
        var ones = ctx.tensor(ones(window.input()), prefixed(window.input()));
        // The shape is set again because inference in ceiling mode counts a window that the kernel omits.
        var mean = ones.op("AveragePool", ctx.attributes()).reshape(prefixed(window.output()));
        var cells = ctx.tensor(window.coverage(), prefixed(window.output()));
        return spread(ctx, window, ctx.dy().times(mean.div(cells)));
    }

    /** Writes the gradient of y = (sum |x|^p)^(1/p). */
    private static Expr lpPool(NodeContext ctx, int i) {
        long p = ctx.attributes().integer("p", 2);
        return powerNorm(
                ctx,
                p,
                spread(ctx, SlidingWindow.ofPool(ctx), ctx.dy().times(ctx.y().power(1 - p))));
    }

    /** Writes sign(x) |x|^(p-1) times a factor; 0 where x = 0. */
    private static Expr powerNorm(NodeContext ctx, long p, Expr factor) {
        var x = ctx.x(0);
        var slope = x.sign().times(x.abs().power(p - 1)).times(factor);
        return x.equalTo(ctx.constant(0)).where(ctx.constant(0), slope);
    }

    /**
     * Adds the value of each window at all of its positions: a transposed convolution with ones, channel by channel.
     */
    private static Expr spread(NodeContext ctx, SlidingWindow window, Expr perWindow) {
        var planes = perWindow.reshape(prefixed(window.output(), -1));
        var ones = ctx.tensor(ones(window.kernel()), prefixed(window.kernel()));
        return window.transposed(planes, ones, 1).reshapeLike(ctx.x(0));
    }

    private static long[] prefixed(long[] spatial, long first) {
        var shape = Expr.fill(spatial.length + 2, 1);
        shape[0] = first;
        System.arraycopy(spatial, 0, shape, 2, spatial.length);
        return shape;
    }

    private static long[] prefixed(long[] spatial) {
        return prefixed(spatial, 1);
    }

    private static float[] ones(long[] shape) {
        var values = new float[(int) Constant.elements(shape)];
        Arrays.fill(values, 1);
        return values;
    }
}
