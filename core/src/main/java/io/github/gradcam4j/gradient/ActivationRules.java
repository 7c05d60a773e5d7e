package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.constant;
import static io.github.gradcam4j.gradient.Expr.oneMinus;
import static io.github.gradcam4j.gradient.Expr.symbol;
import static io.github.gradcam4j.gradient.Grads.grads;

/** The rules of activation functions. At a kink the derivative is that of PyTorch: 0 for ReLU at 0. */
final class ActivationRules {

    private static final float SELU_ALPHA = 1.67326319217681884765625f;
    private static final float SELU_GAMMA = 1.05070102214813232421875f;

    /** The coefficient of x^3 in the approximation of GELU. */
    private static final double GELU_CUBIC = 0.044715;

    private static final Expr PI = symbol("pi", Math.PI);

    private ActivationRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.unary("Relu",            (x, y, dy)      -> y.greater(0).where(dy, 0));
        table.unary("LeakyRelu",       (x, y, dy, ctx) -> x.greater(0).where(dy, dy.times(alpha(ctx, 0.01f))));
        table.unary("ThresholdedRelu", (x, y, dy, ctx) -> x.greater(alpha(ctx, 1)).where(dy, 0));
        table.unary("Shrink",          (x, y, dy, ctx) -> x.abs().greater(ctx.real("lambd", 0.5f)).where(dy, 0));
        table.unary("Elu",             (x, y, dy, ctx) -> x.greater(0).where(dy, dy.times(y.plus(alpha(ctx, 1)))));
        table.unary("Celu",            (x, y, dy, ctx) -> x.greater(0).where(dy, dy.times(x.div(alpha(ctx, 1)).exp())));
        table.unary("Selu",            (x, y, dy, ctx) -> selu(x, y, dy, ctx));
        table.unary("Sigmoid",         (x, y, dy)      -> dy.times(y).times(oneMinus(y)));
        table.unary("Tanh",            (x, y, dy)      -> dy.times(oneMinus(y.square())));
        table.unary("Softplus",        (x, y, dy)      -> dy.times(x.sigmoid()));
        table.unary("Softsign",        (x, y, dy)      -> dy.div(x.abs().plus(1).square()));
        table.unary("HardSigmoid",     (x, y, dy, ctx) -> between(0, y, 1).where(dy.times(alpha(ctx, 0.2f)), 0));
        table.unary("HardSwish",       (x, y, dy)      -> dy.times(hardSwishSlope(x)));
        table.unary("Mish",            (x, y, dy)      -> dy.times(mishSlope(x)));
        table.unary("Gelu",            (x, y, dy, ctx) -> dy.times(isTanh(ctx) ? tanhGeluSlope(x) : geluSlope(x)));
        table.unary("Clip",            (x, y, dy, ctx) -> (isRelu6(ctx) ? between(0, y, 6) : x.equal(y)).where(dy, 0));
        table.binary("PRelu",          (x, s, y, dy)   -> grads(x.greater(0).where(dy, dy.times(s)),
                                                                x.greater(0).where(0, dy.times(x))));
        table.unary("Softmax",         (x, y, dy, ctx) -> y.times(dy.minus(y.times(dy).sum(axis(ctx)))));
        table.unary("LogSoftmax",      (x, y, dy, ctx) -> dy.minus(y.exp().times(dy.sum(axis(ctx)))));
        // spotless:on
    }

    private static Expr alpha(NodeContext ctx, float otherwise) {
        return ctx.real("alpha", otherwise);
    }

    private static long axis(NodeContext ctx) {
        return ctx.axis("axis", -1, ctx.rank(0));
    }

    private static Expr between(double low, Expr x, double high) {
        return x.greater(low).and(x.less(high));
    }

    private static Expr selu(Expr x, Expr y, Expr dy, NodeContext ctx) {
        var gamma = ctx.real("gamma", SELU_GAMMA);
        var alpha = alpha(ctx, SELU_ALPHA);
        return x.greater(0).where(dy.times(gamma), dy.times(y.plus(gamma.times(alpha))));
    }

    /**
     * Returns whether the bounds are those of PyTorch's ReLU6, whose derivative is 0 at a bound. That of PyTorch's
     * clamp is 1.
     */
    private static boolean isRelu6(NodeContext ctx) {
        return boundedBy(ctx, 1, 0) && boundedBy(ctx, 2, 6);
    }

    private static boolean boundedBy(NodeContext ctx, int i, float bound) {
        return ctx.hasX(i) && ctx.real(i).filter(b -> b == bound).isPresent();
    }

    /** Returns the derivative of x relu6(x + 3) / 6. */
    private static Expr hardSwishSlope(Expr x) {
        return x.less(-3).where(0, x.greater(3).where(1, x.div(3).plus(0.5)));
    }

    /** Returns the derivative of x t with t = tanh(softplus(x)). */
    private static Expr mishSlope(Expr x) {
        var t = x.softplus().tanh().named("t");
        return t.plus(x.times(x.sigmoid()).times(oneMinus(t.square())));
    }

    private static boolean isTanh(NodeContext ctx) {
        return ctx.attributes().text("approximate", "none").equals("tanh");
    }

    /** Returns the derivative of x Phi(x), with Phi the distribution function of the normal distribution. */
    private static Expr geluSlope(Expr x) {
        var cdf = x.times(constant(0.5).sqrt()).erf().plus(1).div(2);
        var density = x.square().div(-2).exp().div(PI.times(2).sqrt());
        return cdf.plus(x.times(density));
    }

    /** Returns the derivative of x (1 + tanh u) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3). */
    private static Expr tanhGeluSlope(Expr x) {
        var c = constant(2).div(PI).sqrt().named("c");
        var u = x.times(x.square().times(GELU_CUBIC).plus(1)).times(c);
        var du = x.square().times(3 * GELU_CUBIC).plus(1).times(c);
        var t = u.tanh().named("t");
        var slope = x.div(2).times(oneMinus(t.square())).times(du);
        return t.plus(1).div(2).plus(slope);
    }
}
