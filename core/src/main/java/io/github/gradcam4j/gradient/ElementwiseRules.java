package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.constant;
import static io.github.gradcam4j.gradient.Expr.none;
import static io.github.gradcam4j.gradient.Expr.oneMinus;
import static io.github.gradcam4j.gradient.Expr.symbol;
import static io.github.gradcam4j.gradient.Grads.grads;

/** The rules of arithmetic with broadcasting and of elementary functions. */
final class ElementwiseRules {

    private static final Expr TWO_BY_ROOT_PI =
            constant(2).div(symbol("pi", Math.PI).sqrt());

    private ElementwiseRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.binary   ("Add",        (a, b, y, dy) -> grads(dy, dy));
        table.binary   ("Sub",        (a, b, y, dy) -> grads(dy, dy.neg()));
        table.binary   ("Mul",        (a, b, y, dy) -> grads(dy.times(b), dy.times(a)));
        table.binary   ("Div",        (a, b, y, dy) -> grads(dy.div(b), dy.div(b).times(y).neg()));
        table.binary   ("Mod",        (a, b, y, dy) -> grads(dy, dy.times(truncated(a.div(b))).neg()));
        table.binary   ("Pow",        (x, p, y, dy) -> pow(x, p.asFloat(), y, dy));
        table.broadcast("Sum",        (ctx, dy)     -> i -> dy);
        table.broadcast("Mean",       (ctx, dy)     -> i -> dy.div(ctx.inputs()));
        table.broadcast("Min",        (ctx, dy)     -> i -> sharedBetweenTies(ctx, dy, i));
        table.broadcast("Max",        (ctx, dy)     -> i -> sharedBetweenTies(ctx, dy, i));
        table.broadcast("Where",      (ctx, dy)     -> grads(none(), ctx.x(0).where(dy, 0), ctx.x(0).where(0, dy)));

        table.unary    ("Neg",        (x, y, dy)    -> dy.neg());
        table.unary    ("Abs",        (x, y, dy)    -> dy.times(x.sign()));
        table.unary    ("Sqrt",       (x, y, dy)    -> dy.div(y.times(2)));
        table.unary    ("Reciprocal", (x, y, dy)    -> dy.times(y.square()).neg());
        table.unary    ("Exp",        (x, y, dy)    -> dy.times(y));
        table.unary    ("Log",        (x, y, dy)    -> dy.div(x));
        table.unary    ("Sin",        (x, y, dy)    -> dy.times(x.op("Cos")));
        table.unary    ("Cos",        (x, y, dy)    -> dy.times(x.op("Sin")).neg());
        table.unary    ("Tan",        (x, y, dy)    -> dy.times(y.square().plus(1)));
        table.unary    ("Asin",       (x, y, dy)    -> dy.div(oneMinus(x.square()).sqrt()));
        table.unary    ("Acos",       (x, y, dy)    -> dy.div(oneMinus(x.square()).sqrt()).neg());
        table.unary    ("Atan",       (x, y, dy)    -> dy.div(x.square().plus(1)));
        table.unary    ("Sinh",       (x, y, dy)    -> dy.times(x.op("Cosh")));
        table.unary    ("Cosh",       (x, y, dy)    -> dy.times(x.op("Sinh")));
        table.unary    ("Asinh",      (x, y, dy)    -> dy.div(x.square().plus(1).sqrt()));
        table.unary    ("Acosh",      (x, y, dy)    -> dy.div(x.square().minus(1).sqrt()));
        table.unary    ("Atanh",      (x, y, dy)    -> dy.div(oneMinus(x.square())));
        table.unary    ("Erf",        (x, y, dy)    -> dy.times(x.square().neg().exp()).times(TWO_BY_ROOT_PI));
        // spotless:on
    }

    /** Rounds towards zero. */
    private static Expr truncated(Expr x) {
        return x.sign().times(x.abs().floor());
    }

    /** Returns the gradients of x^p. As in PyTorch, that of x is 0 where p = 0, and that of p is 0 where x = 0. */
    private static Grads pow(Expr x, Expr p, Expr y, Expr dy) {
        var dx = p.equal(0).where(0, dy.times(p).times(x.pow(p.minus(1))));
        var dp = x.equal(0).where(0, dy.times(y).times(x.log()));
        return grads(dx, dp);
    }

    /** Divides the gradient of a minimum or maximum evenly between equal inputs, as PyTorch does. */
    private static Expr sharedBetweenTies(NodeContext ctx, Expr dy, int i) {
        var ties = ctx.x(0).equal(ctx.y()).asFloat();
        for (int k = 1; k < ctx.inputs(); k++) {
            ties = ties.plus(ctx.x(k).equal(ctx.y()).asFloat());
        }
        return ctx.x(i).equal(ctx.y()).where(dy.div(ties), 0);
    }
}
