package io.github.gradcam4j.gradient;

import java.util.Arrays;

/** Normalisations, with statistics that are given or taken from the input itself. */
final class NormalisationRules {

    private NormalisationRules() {}

    static void addTo(RuleTable.Chapter table) {
        table.ofFirst("BatchNormalization", "dy scale / sqrt(var + eps)", NormalisationRules::batch);
        statistical(table, "InstanceNormalization", "space", NormalisationRules::instance);
        statistical(table, "LayerNormalization", "the axes from axis on", NormalisationRules::layer);
        statistical(table, "GroupNormalization", "a group and space", NormalisationRules::group);
        statistical(table, "MeanVarianceNormalization", "its axes", NormalisationRules::meanVariance);
        table.rule("LpNormalization", "(dy - y sum(dy y)) / |x|; with p = 1 sign x for y", NormalisationRules::lp);
        table.rule(
                "LRN",
                "dy u^-b - 2ab/n x sum over neighbours(dy x u^(-b-1)), u = bias + a/n sum(x^2)",
                NormalisationRules::localResponse);
    }

    private static void statistical(RuleTable.Chapter table, String op, String axes, Rule rule) {
        String formula = "(dz - mean dz - z mean(dz z)) / sqrt(var + eps), dz = dy scale, means over " + axes;
        table.ofFirst(op, formula, rule);
    }

    /** Statistics are constants at inference: dy scale / sqrt(var + eps). */
    private static Value batch(Step s, int i) {
        if (s.attributes().integer("training_mode", 0) != 0) {
            throw s.noGradient("is in training mode; export the model for inference");
        }
        var deviation = s.x(4).plus(s.attributes().real("epsilon", 1e-5f)).sqrt();
        return s.dy().times(perChannel(s, s.x(1).over(deviation)));
    }

    private static Value instance(Step s, int i) {
        return normalised(s, s.x(0), s.dy().times(perChannel(s, s.x(1))), Step.axes(2, s.rank(0)));
    }

    private static Value layer(Step s, int i) {
        return normalised(s, s.x(0), s.dy().times(s.x(1)), Step.axes(s.axis("axis", -1, s.rank(0)), s.rank(0)));
    }

    private static Value group(Step s, int i) {
        long groups = s.attributes().integer("num_groups", 1);
        long channels = s.shape(0)[1];
        // Up to opset 20 a scale belongs to a group, from 21 on to a channel.
        var scale = s.shape(1)[0] == channels
                ? s.x(1)
                : s.x(1).unsqueeze(1).expand(1, channels / groups).reshape(-1);
        var rows = s.x(0).reshape(0, groups, -1);
        var dy = s.dy().times(perChannel(s, scale)).reshape(0, groups, -1);
        return normalised(s, rows, dy, 2).reshapeLike(s.x(0));
    }

    /** A vector over channels, in a shape that broadcasts over [N, C, ...]. */
    private static Value perChannel(Step s, Value vector) {
        var shape = Value.fill(s.rank(0) - 1, 1);
        shape[0] = -1;
        return vector.reshape(shape);
    }

    private static Value meanVariance(Step s, int i) {
        var axes = s.attributes().integers("axes").orElse(new long[] {0, 2, 3});
        return normalised(
                s,
                s.x(0),
                s.dy(),
                Arrays.stream(axes).map(a -> Step.axis(a, s.rank(0))).toArray());
    }

    /** With z = (x - mean) / sqrt(var + eps) over the axes: (dz - mean(dz) - z mean(dz z)) / sqrt(var + eps). */
    private static Value normalised(Step s, Value x, Value dz, long... axes) {
        var centred = x.minus(x.mean(axes));
        var variance = centred.square().mean(axes);
        var deviation = variance.plus(s.attributes().real("epsilon", 1e-5f)).sqrt();
        var z = centred.over(deviation);
        return dz.minus(dz.mean(axes)).minus(z.times(dz.times(z).mean(axes))).over(deviation);
    }

    /** y = x / |x|_p along an axis. */
    private static Value lp(Step s, int i) {
        long axis = s.axis("axis", -1, s.rank(0));
        boolean manhattan = s.attributes().integer("p", 2) == 1;
        var x = s.x(0);
        var norm = manhattan ? x.abs().sum(axis) : x.square().sum(axis).sqrt();
        var along = manhattan ? x.sign() : s.y();
        return s.dy().minus(along.times(s.dy().times(s.y()).sum(axis))).over(norm);
    }

    /**
     * y = x u^-beta, u = bias + alpha / size * (sum of x^2 over the neighbouring channels):
     * dy u^-beta - 2 alpha beta / size x (sum over the neighbours of dy x u^(-beta-1)).
     */
    private static Value localResponse(Step s, int i) {
        long size = s.attributes().integer("size", 1);
        float alpha = s.attributes().real("alpha", 1e-4f);
        float beta = s.attributes().real("beta", 0.75f);
        long before = (size - 1) / 2;
        var x = s.x(0);
        var u = neighbours(s, x.square(), size, before)
                .times(alpha / size)
                .plus(s.attributes().real("bias", 1));
        var back = neighbours(s, s.dy().times(x).times(u.power(-beta - 1)), size, size - 1 - before);
        return s.dy().times(u.power(-beta)).minus(back.times(x).times(2.0 * alpha * beta / size));
    }

    /** The sum over a window of channels: a product with a band matrix. */
    private static Value neighbours(Step s, Value x, long size, long before) {
        int channels = (int) s.shape(0)[1];
        var band = new float[channels * channels];
        for (int row = 0; row < channels; row++) {
            int from = (int) Math.max(0, row - before);
            int to = (int) Math.min(channels, row - before + size);
            Arrays.fill(band, row * channels + from, row * channels + to, 1);
        }
        return s.tensor(band, channels, channels)
                .matmul(x.reshape(0, channels, -1))
                .reshapeLike(x);
    }
}
