package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import java.util.Arrays;

/** Pools over space. */
final class PoolingRules {

    private PoolingRules() {}

    static void addTo(RuleTable.Section table) {
        table.rule("MaxPool", "dy added to where the maximum was found, the first at a tie", PoolingRules::maxPool);
        table.rule("AveragePool", "dy / cells, added to every cell of the window", PoolingRules::averagePool);
        table.rule("LpPool", "x |x|^(p-2) times the sum over windows of dy y^(1-p)", PoolingRules::lpPool);
        table.rule(
                "GlobalAveragePool",
                "dy / (h w), everywhere",
                (ctx, i) -> overSpace(ctx, ctx.dy().times(1.0 / Constant.elements(ctx.spatial(0)))));
        table.rule("GlobalMaxPool", "dy at the first maximum", PoolingRules::globalMaxPool);
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

    /** Every window's gradient goes to where its maximum was found: the first, at a tie. */
    private static Expr maxPool(NodeContext ctx, int i) {
        if (ctx.attributes().integer("storage_order", 0) != 0) {
            throw ctx.noGradient("counts places column by column, which is not differentiated");
        }
        var cells = ctx.x(0).reshape(-1).zeros();
        return cells.op(
                        "ScatterElements",
                        Attributes.of("axis", 0).and("reduction", "add"),
                        ctx.secondOutput().reshape(-1),
                        ctx.dy().reshape(-1))
                .reshapeLike(ctx.x(0));
    }

    private static Expr globalMaxPool(NodeContext ctx, int i) {
        var rows = ctx.x(0).reshape(0, 0, -1);
        var first = rows.op("ArgMax", Attributes.of("axis", 2));
        return rows.zeros()
                .op("ScatterElements", Attributes.of("axis", 2), first, ctx.dy().reshape(0, 0, -1))
                .reshapeLike(ctx.x(0));
    }

    /**
     * A window's gradient is divided by the number of cells it was averaged over and given to each of them. That number
     * is asked of the engine, by a pool of ones, so that padding and the ceiling mode count as they do forwards.
     */
    private static Expr averagePool(NodeContext ctx, int i) {
        var window = SlidingWindow.ofPool(ctx);
        var ones = ctx.tensor(ones(window.input()), prefixed(window.input()));
        // In ceiling mode the engine's shape inference counts a window that its kernel leaves out: the shape is told
        // again.
        var mean = ones.op("AveragePool", ctx.attributes()).reshape(prefixed(window.output()));
        var cells = ctx.tensor(window.coverage(), prefixed(window.output()));
        return spread(ctx, window, ctx.dy().times(mean.div(cells)));
    }

    /** y = (sum |x|^p)^(1/p). */
    private static Expr lpPool(NodeContext ctx, int i) {
        long p = ctx.attributes().integer("p", 2);
        return powerNorm(
                ctx,
                p,
                spread(ctx, SlidingWindow.ofPool(ctx), ctx.dy().times(ctx.y().power(1 - p))));
    }

    /** sign(x) |x|^(p-1) times what reaches x; a zero norm passes nothing. */
    private static Expr powerNorm(NodeContext ctx, long p, Expr reaching) {
        var x = ctx.x(0);
        var slope = x.sign().times(x.abs().power(p - 1)).times(reaching);
        return x.equalTo(ctx.constant(0)).where(ctx.constant(0), slope);
    }

    /** Adds each window's value to all of its cells: a transposed convolution with ones, one channel at a time. */
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
