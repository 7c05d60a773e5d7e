package io.github.gradcam4j.gradient;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The rules of normalizations, with given statistics or with those of the input. */
final class NormalizationRules {

    private NormalizationRules() {}

    static void addTo(RuleTable.Section table) {
        table.rule(
                "BatchNormalization",
                "dy scale / sqrt(var + eps); the gradients of scale, bias, mean and var",
                NormalizationRules::batch);
        statistical(table, "InstanceNormalization", "the spatial axes", NormalizationRules::instance);
        statistical(
                table,
                "LayerNormalization",
                "the axes from axis on; the gradients of the outputs Mean and InvStdDev",
                NormalizationRules::layer);
        statistical(
                table, "GroupNormalization", "the channels of a group and the spatial axes", NormalizationRules::group);
        table.ofFirst(
                "MeanVarianceNormalization",
                "(dy - mean dy - (x - mean x) / std mean(dy y)) / (std + 1e-9), mean over the axes",
                NormalizationRules::meanVariance);
        table.rule(
                "LpNormalization",
                "(dy - y sum(dy y)) / |x|; with p = 1, (dy - sign x sum(dy y)) / |x|; 0 where |x| = 0",
                NormalizationRules::lp);
        table.rule(
                "LRN",
                "dy u^-b - 2ab/n x sum over neighbors(dy x u^(-b-1)), u = bias + a/n sum(x^2)",
                NormalizationRules::localResponse);
    }

    private static void statistical(RuleTable.Section table, String op, String axes, BackwardRule rule) {
        String formula = "(dz - mean dz - z mean(dz z)) / sqrt(var + eps), dz = dy scale; sum(dy z); sum(dy);"
                + " z = (x - mean) / sqrt(var + eps), mean over " + axes;
        table.rule(op, formula, rule);
    }

    /** A tensor with mean 0 and variance 1 over axes: z = (x - mean) / sqrt(var + eps). */
    private record Standardized(Expr z, Expr deviation, long... axes) {

        static Standardized of(NodeContext ctx, Expr x, long... axes) {
            var centered = x.minus(x.mean(axes));
            var variance = centered.square().mean(axes);
            var deviation = variance.plus(epsilon(ctx)).sqrt();
            return new Standardized(centered.div(deviation), deviation, axes);
        }

        /** Writes (dz - mean(dz) - z mean(dz z)) / sqrt(var + eps). */
        Expr backwards(Expr dz) {
            return dz.minus(dz.mean(axes))
                    .minus(z.times(dz.times(z).mean(axes)))
                    .div(deviation);
        }
    }

    private static float epsilon(NodeContext ctx) {
        return ctx.attributes().real("epsilon", 1e-5f);
    }

    /** At inference the statistics are not those of x, and so are constants of its gradient. */
    private static Expr batch(NodeContext ctx, int i) {
        if (ctx.attributes().integer("training_mode", 0) != 0) {
            throw ctx.noGradient("is in training mode; export the model for inference");
        }
        var dy = ctx.dy();
        var deviation = ctx.x(4).plus(epsilon(ctx)).sqrt();
        var slope = ctx.x(1).div(deviation);
        return switch (i) {
            case 0 -> dy.times(perChannel(ctx, slope));
            case 1 -> channelSum(ctx, dy.times(centered(ctx))).div(deviation);
            case 2 -> channelSum(ctx, dy);
            case 3 -> channelSum(ctx, dy).times(slope).negated();
            default ->
                channelSum(ctx, dy.times(centered(ctx)))
                        .times(slope)
                        .div(deviation.square())
                        .times(-0.5);
        };
    }

    private static Expr centered(NodeContext ctx) {
        return ctx.x(0).minus(perChannel(ctx, ctx.x(3)));
    }

    private static Expr instance(NodeContext ctx, int i) {
        var normal = Standardized.of(ctx, ctx.x(0), NodeContext.axes(2, ctx.rank(0)));
        return switch (i) {
            case 0 -> normal.backwards(ctx.dy().times(perChannel(ctx, ctx.x(1))));
            case 1 -> channelSum(ctx, ctx.dy().times(normal.z()));
            default -> channelSum(ctx, ctx.dy());
        };
    }

    /** The further outputs are the mean and 1 / sqrt(var + eps). */
    private static Expr layer(NodeContext ctx, int i) {
        var normal = Standardized.of(ctx, ctx.x(0), NodeContext.axes(ctx.axis("axis", -1, ctx.rank(0)), ctx.rank(0)));
        if (i > 0) {
            return (i == 1 ? ctx.dy().times(normal.z()) : ctx.dy()).sumTo(ctx.shapeOfY(), ctx.shape(i));
        }
        var gradient = normal.backwards(ctx.dy().times(ctx.x(1)));
        var count =
                ctx.x(0).op("Size").asFloat().div(normal.deviation().op("Size").asFloat());
        var ofMean = ctx.dy(1).map(dy -> dy.div(count));
        var ofInverse = ctx.dy(2)
                .map(dy -> normal.z()
                        .times(dy)
                        .div(normal.deviation().square())
                        .div(count)
                        .negated());
        return Stream.of(ofMean, ofInverse).flatMap(Optional::stream).reduce(gradient, Expr::plus);
    }

    private static Expr group(NodeContext ctx, int i) {
        long groups = ctx.attributes().integer("num_groups", 1);
        long channels = ctx.shape(0)[1];
        // The scale is per group up to opset 20, per channel from opset 21 on.
        boolean perGroup = ctx.shape(1)[0] != channels;
        var normal = Standardized.of(ctx, ctx.x(0).reshape(0, groups, -1), 2);
        if (i > 0) {
            var z = normal.z().reshapeLike(ctx.x(0));
            var sum = channelSum(ctx, i == 1 ? ctx.dy().times(z) : ctx.dy());
            return perGroup ? sum.reshape(groups, -1).sum(1).reshape(-1) : sum;
        }
        var scale =
                perGroup ? ctx.x(1).unsqueeze(1).expand(1, channels / groups).reshape(-1) : ctx.x(1);
        var dy = ctx.dy().times(perChannel(ctx, scale)).reshape(0, groups, -1);
        return normal.backwards(dy).reshapeLike(ctx.x(0));
    }

    /** Reshapes a vector over channels so that it broadcasts over [N, C, ...]. */
    private static Expr perChannel(NodeContext ctx, Expr vector) {
        var shape = Expr.fill(ctx.rank(0) - 1, 1);
        shape[0] = -1;
        return vector.reshape(shape);
    }

    /** Sums a tensor [N, C, ...] to a vector over channels. */
    private static Expr channelSum(NodeContext ctx, Expr tensor) {
        var axes = LongStream.range(0, ctx.rank(0)).filter(a -> a != 1).toArray();
        return tensor.sum(axes).reshape(-1);
    }

    /** Writes the gradient of (x - mean) / (std + 1e-9); the second term is 0 where std = 0. */
    private static Expr meanVariance(NodeContext ctx, int i) {
        var axes = Arrays.stream(ctx.attributes().integers("axes").orElse(new long[] {0, 2, 3}))
                .map(a -> NodeContext.axis(a, ctx.rank(0)))
                .toArray();
        var dy = ctx.dy();
        var centered = ctx.x(0).minus(ctx.x(0).mean(axes));
        var deviation = centered.square().mean(axes).sqrt();
        var zero = ctx.constant(0);
        var z = deviation.equalTo(zero).where(zero, centered.div(deviation));
        return dy.minus(dy.mean(axes))
                .minus(z.times(dy.times(ctx.y()).mean(axes)))
                .div(deviation.plus(1e-9));
    }

    /** Writes the gradient of y = x / |x|_p along an axis. */
    private static Expr lp(NodeContext ctx, int i) {
        long axis = ctx.axis("axis", -1, ctx.rank(0));
        boolean manhattan = ctx.attributes().integer("p", 2) == 1;
        var x = ctx.x(0);
        var norm = manhattan ? x.abs().sum(axis) : x.square().sum(axis).sqrt();
        var along = manhattan ? x.sign() : ctx.y();
        var zero = ctx.constant(0);
        var gradient =
                ctx.dy().minus(along.times(ctx.dy().times(ctx.y()).sum(axis))).div(norm);
        return norm.equalTo(zero).where(zero, gradient);
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
