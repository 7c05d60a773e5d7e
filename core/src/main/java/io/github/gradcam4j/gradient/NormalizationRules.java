package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.table;
import static io.github.gradcam4j.gradient.Grads.grads;

import java.util.Arrays;

/** The rules of normalizations, with given statistics or with those of the input. */
final class NormalizationRules {

    private NormalizationRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.rule ("BatchNormalization",        (ctx, dy)       -> batch(ctx, dy));
        table.rule ("InstanceNormalization",     (ctx, dy)       -> instance(ctx, dy));
        table.rule ("LayerNormalization",        (ctx, dy)       -> layer(ctx, dy));
        table.rule ("GroupNormalization",        (ctx, dy)       -> group(ctx, dy));
        table.unary("MeanVarianceNormalization", (x, y, dy, ctx) -> meanVariance(x, y, dy, ctx));
        table.unary("LpNormalization",           (x, y, dy, ctx) -> lp(x, y, dy, ctx));
        table.unary("LRN",                       (x, y, dy, ctx) -> localResponse(x, dy, ctx));
        // spotless:on
    }

    /** A tensor with mean 0 and variance 1 over axes: z = (x - mean) / sqrt(var + epsilon). */
    private record Standardized(Expr z, Expr deviation, long... axes) {

        static Standardized of(NodeContext ctx, Expr x, long... axes) {
            var centered = x.minus(x.mean(axes)).named("c");
            var deviation =
                    centered.square().mean(axes).plus(epsilon(ctx)).sqrt().named("s");
            return new Standardized(centered.div(deviation).named("z"), deviation, axes);
        }

        Expr backwards(Expr dz) {
            return dz.minus(dz.mean(axes))
                    .minus(z.times(dz.times(z).mean(axes)))
                    .div(deviation);
        }
    }

    private static Expr epsilon(NodeContext ctx) {
        return ctx.real("epsilon", 1e-5f);
    }

    /** At inference the statistics are not those of x, and so are constants of its gradient. */
    private static Grads batch(NodeContext ctx, Expr dy) {
        if (ctx.attributes().integer("training_mode", 0) != 0) {
            throw ctx.noGradient("is in training mode; export the model for inference");
        }
        var centered = ctx.x(0).minus(ctx.perChannel(ctx.x(3)));
        var deviation = ctx.x(4).plus(epsilon(ctx)).sqrt().named("s");
        var slope = ctx.x(1).div(deviation);
        var dslope = ctx.channelSum(dy.times(centered)).named("t");
        return grads(
                dy.times(ctx.perChannel(slope)),
                dslope.div(deviation),
                ctx.channelSum(dy),
                ctx.channelSum(dy).times(slope).neg(),
                dslope.times(slope).div(deviation.square()).div(-2));
    }

    private static Grads instance(NodeContext ctx, Expr dy) {
        var normal = Standardized.of(ctx, ctx.x(0), NodeContext.axes(2, ctx.rank(0)));
        return grads(
                normal.backwards(dy.times(ctx.perChannel(ctx.x(1))).named("dz")),
                ctx.channelSum(dy.times(normal.z())),
                ctx.channelSum(dy));
    }

    /** The further outputs are the mean and 1 / sqrt(var + epsilon). */
    private static Grads layer(NodeContext ctx, Expr dy) {
        var x = ctx.x(0);
        var normal = Standardized.of(ctx, x, NodeContext.axes(ctx.axis("axis", -1, ctx.rank(0)), ctx.rank(0)));
        var count = x.size().div(normal.deviation().size()).named("n");
        var dx = normal.backwards(dy.times(ctx.x(1)).named("dz"));
        var dmean = ctx.dy(1);
        if (dmean.isPresent()) {
            dx = dx.plus(dmean.get().div(count));
        }
        var dinverse = ctx.dy(2);
        if (dinverse.isPresent()) {
            var slope = normal.z().times(dinverse.get());
            dx = dx.minus(slope.div(normal.deviation().square()).div(count));
        }
        return grads(dx, ctx.unbroadcast(1, dy.times(normal.z())), ctx.unbroadcast(2, dy));
    }

    private static Grads group(NodeContext ctx, Expr dy) {
        long groups = ctx.attributes().integer("num_groups", 1);
        long channels = ctx.shape(0)[1];
        var x = ctx.x(0);
        var normal = Standardized.of(ctx, x.reshape(0, groups, -1), 2);
        // The scale is per group up to opset 20, per channel from opset 21 on.
        boolean perGroup = ctx.shape(1)[0] != channels;
        var scale =
                perGroup ? ctx.x(1).unsqueeze(1).expand(1, channels / groups).reshape(-1) : ctx.x(1);
        var dz = dy.times(ctx.perChannel(scale)).reshape(0, groups, -1).named("dz");
        var dscale = ctx.channelSum(dy.times(normal.z().reshapeLike(x)));
        var dbias = ctx.channelSum(dy);
        return grads(
                normal.backwards(dz).reshapeLike(x),
                perGroup ? groupSum(dscale, groups) : dscale,
                perGroup ? groupSum(dbias, groups) : dbias);
    }

    private static Expr groupSum(Expr perChannel, long groups) {
        return perChannel.reshape(groups, -1).sum(1).reshape(-1);
    }

    /** Returns the gradient of (x - mean) / (std + 1e-9); the second term is 0 where std = 0. */
    private static Expr meanVariance(Expr x, Expr y, Expr dy, NodeContext ctx) {
        var axes = Arrays.stream(ctx.attributes().integers("axes").orElse(new long[] {0, 2, 3}))
                .map(a -> NodeContext.axis(a, ctx.rank(0)))
                .toArray();
        var centered = x.minus(x.mean(axes)).named("c");
        var deviation = centered.square().mean(axes).sqrt().named("s");
        var z = deviation.equal(0).where(0, centered.div(deviation));
        return dy.minus(dy.mean(axes)).minus(z.times(dy.times(y).mean(axes))).div(deviation.plus(1e-9));
    }

    /** Returns the gradient of y = x / |x|_p along an axis. */
    private static Expr lp(Expr x, Expr y, Expr dy, NodeContext ctx) {
        long axis = ctx.axis("axis", -1, ctx.rank(0));
        boolean manhattan = ctx.attributes().integer("p", 2) == 1;
        var norm = (manhattan ? x.abs().sum(axis) : x.square().sum(axis).sqrt()).named("s");
        var along = manhattan ? x.sign() : y;
        return norm.equal(0)
                .where(0, dy.minus(along.times(dy.times(y).sum(axis))).div(norm));
    }

    /**
     * Returns the gradient of y = x u^-beta with u = bias + alpha / size * (sum of x^2 over neighboring channels): dy
     * u^-beta - 2 alpha beta / size x (sum of dy x u^(-beta-1) over neighboring channels).
     */
    private static Expr localResponse(Expr x, Expr dy, NodeContext ctx) {
        long size = ctx.attributes().integer("size", 1);
        long before = (size - 1) / 2;
        var n = ctx.integer("size", 1);
        var alpha = ctx.real("alpha", 1e-4f);
        var beta = ctx.real("beta", 0.75f);
        var u = neighbors(ctx, x.square(), size, before)
                .times(alpha.div(n))
                .plus(ctx.real("bias", 1f))
                .named("u");
        var back = neighbors(ctx, dy.times(x).times(u.pow(beta.neg().minus(1))), size, size - 1 - before);
        return dy.times(u.pow(beta.neg()))
                .minus(back.times(x).times(alpha.times(beta).times(2).div(n)));
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
        return table("band", band, channels, channels)
                .matmul(x.reshape(0, channels, -1))
                .reshapeLike(ctx.x(0));
    }
}
