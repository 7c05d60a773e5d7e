package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.LongStream;

/** The rules of reductions over axes. The removed axes are first added to dy and y with size 1. */
final class ReductionRules {

    private ReductionRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        reduction(table, "ReduceSum",       (x, y, dy, ctx) -> dy);
        reduction(table, "ReduceMean",      (x, y, dy, ctx) -> dy.div(x.size().div(ctx.y().size())));
        reduction(table, "ReduceMax",       (x, y, dy, ctx) -> sharedBetweenTies(x.equal(y).asFloat(), dy, ctx));
        reduction(table, "ReduceMin",       (x, y, dy, ctx) -> sharedBetweenTies(x.equal(y).asFloat(), dy, ctx));
        reduction(table, "ReduceSumSquare", (x, y, dy, ctx) -> dy.times(x).times(2));
        reduction(table, "ReduceL1",        (x, y, dy, ctx) -> dy.times(x.sign()));
        reduction(table, "ReduceL2",        (x, y, dy, ctx) -> y.equal(0).where(0, dy.times(x).div(y)));
        reduction(table, "ReduceLogSum",    (x, y, dy, ctx) -> dy.div(y.exp()));
        reduction(table, "ReduceLogSumExp", (x, y, dy, ctx) -> dy.times(x.minus(y).exp()));
        reduction(table, "ReduceProd",      (x, y, dy, ctx) -> product(x, dy, ctx));
        table.unary     ("CumSum",          (x, y, dy, ctx) -> dy.op("CumSum", reversed(ctx), ctx.x(1)));
        // spotless:on
    }

    private static void reduction(RuleSection table, String op, RuleSection.UnaryOfNode rule) {
        table.unary(op, (x, y, dy, ctx) -> {
            var removed = ctx.attributes().integer("keepdims", 1) == 0 ? axes(ctx) : new long[0];
            return rule.dx(x, y.unsqueeze(removed), dy.unsqueeze(removed), ctx).expandLike(x);
        });
    }

    private static Attributes reversed(NodeContext ctx) {
        return ctx.attributes().and("reverse", 1 - ctx.attributes().integer("reverse", 0));
    }

    /** Divides the gradient of an extreme evenly between equal inputs, as PyTorch's amax and amin. */
    private static Expr sharedBetweenTies(Expr ties, Expr dy, NodeContext ctx) {
        return ties.times(dy).div(ties.sum(axes(ctx)));
    }

    /**
     * Returns dy times the product of the other values, also for values of 0: with one 0 only its own gradient is not
     * 0.
     */
    private static Expr product(Expr x, Expr dy, NodeContext ctx) {
        var axes = axes(ctx);
        var isZero = x.equal(0).asFloat().named("zero");
        var factors = x.plus(isZero).named("f");
        var product = axes.length == 0 ? factors : factors.op("ReduceProd", Expr.vector(axes));
        return isZero.sum(axes).equal(isZero).where(dy.times(product.div(factors)), 0);
    }

    private static long[] axes(NodeContext ctx) {
        int rank = ctx.rank(0);
        var given = ctx.hasX(1) ? ctx.integers(1) : new long[0];
        if (given.length > 0) {
            return Arrays.stream(given).map(a -> a < 0 ? a + rank : a).sorted().toArray();
        }
        boolean none = ctx.attributes().integer("noop_with_empty_axes", 0) != 0;
        return none ? given : LongStream.range(0, rank).toArray();
    }
}
