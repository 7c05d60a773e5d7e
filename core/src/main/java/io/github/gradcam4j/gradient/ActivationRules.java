package io.github.gradcam4j.gradient;

/** The rules of activation functions. At a kink the derivative is that of PyTorch: 0 for ReLU at 0. */
final class ActivationRules {

    private static final float SELU_ALPHA = 1.67326319217681884765625f;
    private static final float SELU_GAMMA = 1.05070102214813232421875f;

    private ActivationRules() {}

    static void addTo(RuleTable.Section table) {
        table.elementwise(
                "Relu", "dy where y > 0", (ctx, dy) -> ctx.y().greater(0).where(dy, 0));
        table.elementwise(
                "LeakyRelu",
                "dy where x > 0, else alpha dy",
                (ctx, dy) -> positive(ctx).where(dy, dy.times(alpha(ctx, 0.01f))));
        table.elementwise(
                "ThresholdedRelu",
                "dy where x > alpha",
                (ctx, dy) -> ctx.x(0).greater(alpha(ctx, 1)).where(dy, 0));
        table.elementwise(
                "Shrink",
                "dy where |x| > lambd",
                (ctx, dy) -> ctx.x(0)
                        .abs()
                        .greater(ctx.attributes().real("lambd", 0.5f))
                        .where(dy, 0));
        table.elementwise(
                "Elu",
                "dy where x > 0, else dy (y + alpha)",
                (ctx, dy) -> positive(ctx).where(dy, dy.times(ctx.y().plus(alpha(ctx, 1)))));
        table.elementwise(
                "Celu",
                "dy where x > 0, else dy exp(x / alpha)",
                (ctx, dy) -> positive(ctx)
                        .where(dy, dy.times(ctx.x(0).times(1 / alpha(ctx, 1)).exp())));
        table.elementwise("Selu", "gamma dy where x > 0, else dy (y + gamma alpha)", (ctx, dy) -> {
            float gamma = ctx.attributes().real("gamma", SELU_GAMMA);
            return positive(ctx)
                    .where(dy.times(gamma), dy.times(ctx.y().plus((double) gamma * alpha(ctx, SELU_ALPHA))));
        });
        table.elementwise(
                "Sigmoid",
                "dy y (1 - y)",
                (ctx, dy) -> dy.times(ctx.y()).times(ctx.constant(1).minus(ctx.y())));
        table.elementwise(
                "Tanh",
                "dy (1 - y^2)",
                (ctx, dy) -> dy.times(ctx.constant(1).minus(ctx.y().square())));
        table.elementwise(
                "Softplus", "dy sigmoid x", (ctx, dy) -> dy.times(ctx.x(0).sigmoid()));
        table.elementwise(
                "Softsign",
                "dy / (1 + |x|)^2",
                (ctx, dy) -> dy.div(ctx.x(0).abs().plus(1).square()));
        table.elementwise(
                "HardSigmoid",
                "alpha dy where 0 < y < 1",
                (ctx, dy) -> ctx.y().greater(0).and(ctx.y().less(1)).where(dy.times(alpha(ctx, 0.2f)), 0));
        table.elementwise(
                "HardSwish", "0 where x < -3, dy where x > 3, else dy (x / 3 + 1/2)", ActivationRules::hardSwish);
        table.elementwise("Mish", "dy (t + x (1 - t^2) sigmoid x), t = tanh softplus x", ActivationRules::mish);
        table.elementwise(
                "Gelu", "dy (Phi(x) + x phi(x)), or the derivative of the tanh approximation", ActivationRules::gelu);
        table.elementwise(
                "Clip", "dy where x = y; with the bounds 0 and 6 (ReLU6), dy where 0 < y < 6", ActivationRules::clip);
        table.rule("PRelu", "dy where x > 0, else dy slope; dy x where x <= 0", prelu().unbroadcast());
        table.rule("Softmax", "y (dy - sum(y dy))", ActivationRules::softmax);
        table.rule("LogSoftmax", "dy - exp(y) sum(dy)", ActivationRules::logSoftmax);
    }

    private static float alpha(NodeContext ctx, float otherwise) {
        return ctx.attributes().real("alpha", otherwise);
    }

    private static Expr positive(NodeContext ctx) {
        return ctx.x(0).greater(0);
    }

    /**
     * At a bound the derivative is 1, as for PyTorch's clamp; with the bounds 0 and 6 it is 0, as for PyTorch's ReLU6.
     */
    private static Expr clip(NodeContext ctx, Expr dy) {
        return boundedBy(ctx, 1, 0) && boundedBy(ctx, 2, 6)
                ? ctx.y().greater(0).and(ctx.y().less(6)).where(dy, 0)
                : ctx.x(0).equalTo(ctx.y()).where(dy, 0);
    }

    private static boolean boundedBy(NodeContext ctx, int i, float bound) {
        return ctx.hasX(i) && ctx.real(i).filter(b -> b == bound).isPresent();
    }

    /** The derivative of x relu6(x + 3) / 6: 0 below -3, 1 above 3, else x / 3 + 1/2. */
    private static Expr hardSwish(NodeContext ctx, Expr dy) {
        var x = ctx.x(0);
        var slope = x.times(1 / 3.0).plus(0.5);
        return dy.times(x.less(-3).where(ctx.constant(0), x.greater(3).where(ctx.constant(1), slope)));
    }

    /** The derivative of x t with t = tanh(softplus(x)): t + x sigmoid(x) (1 - t^2). */
    private static Expr mish(NodeContext ctx, Expr dy) {
        var x = ctx.x(0);
        var t = x.op("Softplus").tanh();
        return dy.times(t.plus(x.times(x.sigmoid()).times(ctx.constant(1).minus(t.square()))));
    }

    /**
     * The derivative of x Phi(x): Phi(x) + x phi(x); or that of the approximation x (1 + tanh u) / 2 with u =
     * sqrt(2/pi) (x + 0.044715 x^3).
     */
    private static Expr gelu(NodeContext ctx, Expr dy) {
        var x = ctx.x(0);
        if (ctx.attributes().text("approximate", "none").equals("tanh")) {
            double c = Math.sqrt(2 / Math.PI);
            var square = x.square();
            var t = x.times(square.times(0.044715).plus(1)).times(c).tanh();
            var du = square.times(3 * 0.044715).plus(1).times(c);
            var one = ctx.constant(1);
            return dy.times(t.plus(1)
                    .times(0.5)
                    .plus(x.times(0.5).times(one.minus(t.square())).times(du)));
        }
        var cdf = x.times(Math.sqrt(0.5)).op("Erf").plus(1).times(0.5);
        var density = x.square().times(-0.5).exp().times(1 / Math.sqrt(2 * Math.PI));
        return dy.times(cdf.plus(x.times(density)));
    }

    private static BackwardRule prelu() {
        return (ctx, i) -> i == 0
                ? positive(ctx).where(ctx.dy(), ctx.dy().times(ctx.x(1)))
                : positive(ctx).where(ctx.constant(0), ctx.dy().times(ctx.x(0)));
    }

    private static Expr softmax(NodeContext ctx, int i) {
        var weighted = ctx.y().times(ctx.dy());
        return weighted.minus(ctx.y().times(weighted.sum(ctx.axis("axis", -1, ctx.rank(0)))));
    }

    private static Expr logSoftmax(NodeContext ctx, int i) {
        return ctx.dy().minus(ctx.y().exp().times(ctx.dy().sum(ctx.axis("axis", -1, ctx.rank(0)))));
    }
}
