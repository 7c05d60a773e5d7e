package io.github.gradcam4j.gradient;

/** Activation functions. At a kink the derivative is PyTorch's: that of ReLU at 0 is 0. */
final class ActivationRules {

    private static final float SELU_ALPHA = 1.67326319217681884765625f;
    private static final float SELU_GAMMA = 1.05070102214813232421875f;

    private ActivationRules() {}

    static void addTo(RuleTable.Chapter table) {
        table.elementwise("Relu", "dy where y > 0", (s, dy) -> s.y().above(0).choose(dy, 0));
        table.elementwise(
                "LeakyRelu",
                "dy where x > 0, else alpha dy",
                (s, dy) -> positive(s).choose(dy, dy.times(alpha(s, 0.01f))));
        table.elementwise(
                "ThresholdedRelu",
                "dy where x > alpha",
                (s, dy) -> s.x(0).above(alpha(s, 1)).choose(dy, 0));
        table.elementwise(
                "Shrink",
                "dy where |x| > lambd",
                (s, dy) ->
                        s.x(0).abs().above(s.attributes().real("lambd", 0.5f)).choose(dy, 0));
        table.elementwise(
                "Elu",
                "dy where x > 0, else dy (y + alpha)",
                (s, dy) -> positive(s).choose(dy, dy.times(s.y().plus(alpha(s, 1)))));
        table.elementwise(
                "Celu",
                "dy where x > 0, else dy exp(x / alpha)",
                (s, dy) -> positive(s)
                        .choose(dy, dy.times(s.x(0).times(1 / alpha(s, 1)).exp())));
        table.elementwise("Selu", "gamma dy where x > 0, else dy (y + gamma alpha)", (s, dy) -> {
            float gamma = s.attributes().real("gamma", SELU_GAMMA);
            return positive(s).choose(dy.times(gamma), dy.times(s.y().plus((double) gamma * alpha(s, SELU_ALPHA))));
        });
        table.elementwise(
                "Sigmoid",
                "dy y (1 - y)",
                (s, dy) -> dy.times(s.y()).times(s.constant(1).minus(s.y())));
        table.elementwise(
                "Tanh", "dy (1 - y^2)", (s, dy) -> dy.times(s.constant(1).minus(s.y().square())));
        table.elementwise("Softplus", "dy sigmoid x", (s, dy) -> dy.times(s.x(0).sigmoid()));
        table.elementwise(
                "Softsign",
                "dy / (1 + |x|)^2",
                (s, dy) -> dy.over(s.x(0).abs().plus(1).square()));
        table.elementwise(
                "HardSigmoid",
                "alpha dy where 0 < y < 1",
                (s, dy) -> s.y().above(0).and(s.y().below(1)).choose(dy.times(alpha(s, 0.2f)), 0));
        table.elementwise(
                "HardSwish", "0 below -3, dy above 3, between them dy (x / 3 + 1/2)", ActivationRules::hardSwish);
        table.elementwise("Mish", "dy (t + x (1 - t^2) sigmoid x), t = tanh softplus x", ActivationRules::mish);
        table.elementwise("Gelu", "dy (Phi(x) + x phi(x)), or the same of its tanh form", ActivationRules::gelu);
        table.elementwise("Clip", "dy where x = y", ActivationRules::clip);
        table.rule("PRelu", "dy where x > 0, else dy slope; dy x where x <= 0", prelu().unbroadcast());
        table.rule("Softmax", "y (dy - sum(y dy))", ActivationRules::softmax);
        table.rule("LogSoftmax", "dy - exp(y) sum(dy)", ActivationRules::logSoftmax);
    }

    private static float alpha(Step s, float otherwise) {
        return s.attributes().real("alpha", otherwise);
    }

    private static Value positive(Step s) {
        return s.x(0).above(0);
    }

    /** The bounds themselves belong to the inside, as for PyTorch's clamp; but 0 and 6 are a ReLU6's, whose do not. */
    private static Value clip(Step s, Value dy) {
        return boundedBy(s, 1, 0) && boundedBy(s, 2, 6)
                ? s.y().above(0).and(s.y().below(6)).choose(dy, 0)
                : s.x(0).equalTo(s.y()).choose(dy, 0);
    }

    private static boolean boundedBy(Step s, int i, float bound) {
        return s.hasX(i) && s.real(i).filter(b -> b == bound).isPresent();
    }

    /** x relu6(x + 3) / 6: 0 below -3, 1 above 3, between them x / 3 + 1/2. */
    private static Value hardSwish(Step s, Value dy) {
        var x = s.x(0);
        var slope = x.times(1 / 3.0).plus(0.5);
        return dy.times(x.below(-3).choose(s.constant(0), x.above(3).choose(s.constant(1), slope)));
    }

    /** x t with t = tanh(softplus(x)): t + x sigmoid(x) (1 - t^2). */
    private static Value mish(Step s, Value dy) {
        var x = s.x(0);
        var t = x.op("Softplus").tanh();
        return dy.times(t.plus(x.times(x.sigmoid()).times(s.constant(1).minus(t.square()))));
    }

    /** x Phi(x): Phi(x) + x phi(x); or its approximation x (1 + tanh u) / 2, u = sqrt(2/pi) (x + 0.044715 x^3). */
    private static Value gelu(Step s, Value dy) {
        var x = s.x(0);
        if (s.attributes().text("approximate", "none").equals("tanh")) {
            double c = Math.sqrt(2 / Math.PI);
            var square = x.square();
            var t = x.times(square.times(0.044715).plus(1)).times(c).tanh();
            var du = square.times(3 * 0.044715).plus(1).times(c);
            var one = s.constant(1);
            return dy.times(t.plus(1)
                    .times(0.5)
                    .plus(x.times(0.5).times(one.minus(t.square())).times(du)));
        }
        var cdf = x.times(Math.sqrt(0.5)).op("Erf").plus(1).times(0.5);
        var density = x.square().times(-0.5).exp().times(1 / Math.sqrt(2 * Math.PI));
        return dy.times(cdf.plus(x.times(density)));
    }

    private static Rule prelu() {
        return (s, i) -> i == 0
                ? positive(s).choose(s.dy(), s.dy().times(s.x(1)))
                : positive(s).choose(s.constant(0), s.dy().times(s.x(0)));
    }

    private static Value softmax(Step s, int i) {
        var weighted = s.y().times(s.dy());
        return weighted.minus(s.y().times(weighted.sum(s.axis("axis", -1, s.rank(0)))));
    }

    private static Value logSoftmax(Step s, int i) {
        return s.dy().minus(s.y().exp().times(s.dy().sum(s.axis("axis", -1, s.rank(0)))));
    }
}
