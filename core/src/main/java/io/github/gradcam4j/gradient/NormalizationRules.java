package io.github.gradcam4j.gradient;

import java.util.Arrays;

/** The rules of normalizations, with given statistics or with those of the input. */
final class NormalizationRules {

    private NormalizationRules() {}

    static void addTo(RuleTable.Section table) {
        table.ofFirst("BatchNormalization", "dy scale / sqrt(var + eps)", NormalizationRules::batch);
        statistical(table, "InstanceNormalization", "the spatial axes", NormalizationRules::instance);
        statistical(table, "LayerNormalization", "the axes from axis on", NormalizationRules::layer);
        statistical(
                table, "GroupNormalization", "the channels of a group and the spatial axes", NormalizationRules::group);
        statistical(table, "MeanVarianceNormalization", "the axes", NormalizationRules::meanVariance);
        table.rule(
                "LpNormalization",
                "(dy - y sum(dy y)) / |x|; with p = 1, (dy - sign x sum(dy y)) / |x|",
                NormalizationRules::lp);
        table.rule(
                "LRN",
                "dy u^-b - 2ab/n x sum over neighbors(dy x u^(-b-1)), u = bias + a/n sum(x^2)",
                NormalizationRules::localResponse);
    }

    private static void statistical(RuleTable.Section table, String op, String axes, BackwardRule rule) {
        String formula = "(dz - mean dz - z mean(dz z)) / sqrt(var + eps), dz = dy scale, mean over " + axes;
        table.ofFirst(op, formula, rule);
    }

    /** Writes dy scale / sqrt(var + eps): at inference the statistics are constants. */
    private static Expr batch(NodeContext ctx, int i) {
        if (ctx.attributes().integer("training_mode", 0) != 0) {
            throw ctx.noGradient("is in training mode; export the model for inference");
        }
        var deviation = ctx.x(4).plus(ctx.attributes().real("epsilon", 1e-5f)).sqrt();
        return ctx.dy().times(perChannel(ctx, ctx.x(1).div(deviation)));
    }

    private static Expr instance(NodeContext ctx, int i) {
        return normalized(ctx, ctx.x(0), ctx.dy().times(perChannel(ctx, ctx.x(1))), NodeContext.axes(2, ctx.rank(0)));
    }

    private static Expr layer(NodeContext ctx, int i) {
        return normalized(
                ctx,
                ctx.x(0),
                ctx.dy().times(ctx.x(1)),
                NodeContext.axes(ctx.axis("axis", -1, ctx.rank(0)), ctx.rank(0)));
    }

    private static Expr group(NodeContext ctx, int i) {
        long groups = ctx.attributes().integer("num_groups", 1);
        long channels = ctx.shape(0)[1];
        // The scale is per group up to opset 20, per channel from opset 21 on.
        var scale = ctx.shape(1)[0] == channels
                ? ctx.x(1)
                : ctx.x(1).unsqueeze(1).expand(1, channels / groups).reshape(-1);
        var rows = ctx.x(0).reshape(0, groups, -1);
        var dy = ctx.dy().times(perChannel(ctx, scale)).reshape(0, groups, -1);
        return normalized(ctx, rows, dy, 2).reshapeLike(ctx.x(0));
    }

    /** Reshapes a vector over channels so that it broadcasts over [N, C, ...]. */
    private static Expr perChannel(NodeContext ctx, Expr vector) {
        var shape = Expr.fill(ctx.rank(0) - 1, 1);
        shape[0] = -1;
        return vector.reshape(shape);
    }

    private static Expr meanVariance(NodeContext ctx, int i) {
        var axes = ctx.attributes().integers("axes").orElse(new long[] {0, 2, 3});
        return normalized(
                ctx,
                ctx.x(0),
                ctx.dy(),
                Arrays.stream(axes).map(a -> NodeContext.axis(a, ctx.rank(0))).toArray());
    }

    /** Writes (dz - mean(dz) - z mean(dz z)) / sqrt(var + eps) with z = (x - mean) / sqrt(var + eps) over the axes. */
    private static Expr normalized(NodeContext ctx, Expr x, Expr dz, long... axes) {
        var centered = x.minus(x.mean(axes));
        var variance = centered.square().mean(axes);
        var deviation = variance.plus(ctx.attributes().real("epsilon", 1e-5f)).sqrt();
        var z = centered.div(deviation);
        return dz.minus(dz.mean(axes)).minus(z.times(dz.times(z).mean(axes))).div(deviation);
    }

    /** Writes the gradient of y = x / |x|_p along an axis. */
    private static Expr lp(NodeContext ctx, int i) {
        long axis = ctx.axis("axis", -1, ctx.rank(0));
        boolean manhattan = ctx.attributes().integer("p", 2) == 1;
        var x = ctx.x(0);
        var norm = manhattan ? x.abs().sum(axis) : x.square().sum(axis).sqrt();
        var along = manhattan ? x.sign() : ctx.y();
        return ctx.dy().minus(along.times(ctx.dy().times(ctx.y()).sum(axis))).div(norm);
    }

    /**
     * Writes the gradient of y = x u^-beta with u = bias + alpha / size * (sum of x^2 over neighboring channels): dy
     * u^-beta - 2 alpha beta / size x (sum of dy x u^(-beta-1) over neighboring channels).
     */
    private static Expr localResponse(NodeContext ctx, int i) {
        long size = ctx.attributes().integer("size", 1);
        float alpha = ctx.attributes().real("alpha", 1e-4f);
        float beta = ctx.attributes().real("beta", 0.75f);
        long before = (size - 1) / 2;
        var x = ctx.x(0);
        var u = neighbors(ctx, x.square(), size, before)
                .times(alpha / size)
                .plus(ctx.attributes().real("bias", 1));
        var back = neighbors(ctx, ctx.dy().times(x).times(u.power(-beta - 1)), size, size - 1 - before);
        return ctx.dy().times(u.power(-beta)).minus(back.times(x).times(2.0 * alpha * beta / size));
    }

    /** Sums over a window of channels by a product with a band matrix. */
    private static Expr neighbors(NodeContext ctx, Expr x, long size, long before) {
        int channels = (int) ctx.shape(0)[1];
        var band = new float[channels * channels];
        for (int row = 0; row < channels; row++) {
            int from = (int) Math.max(0, row - before);
            int to = (int) Math.min(channels, row - before + size);
            Arrays.fill(band, row * channels + from, row * channels + to, 1);
        }
        return ctx.tensor(band, channels, channels)
                .matmul(x.reshape(0, channels, -1))
                .reshapeLike(x);
    }
}
