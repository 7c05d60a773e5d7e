package io.github.gradcam4j.gradient;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The rules of reductions over axes. The removed axes are first added to dy and y with size 1. */
final class ReductionRules {

    private ReductionRules() {}

    static void addTo(RuleTable.Section table) {
        reduction(table, "ReduceSum", "dy", (ctx, dy, y) -> dy);
        reduction(table, "ReduceMean", "dy / n", (ctx, dy, y) -> dy.div(count(ctx)));
        // As PyTorch's amax and amin.
        reduction(table, "ReduceMax", "dy where x = y, divided between equal inputs", ReductionRules::extreme);
        reduction(table, "ReduceMin", "dy where x = y, divided between equal inputs", ReductionRules::extreme);
        reduction(
                table,
                "ReduceSumSquare",
                "2 dy x",
                (ctx, dy, y) -> dy.times(ctx.x(0)).times(2));
        reduction(
                table,
                "ReduceL1",
                "dy sign x",
                (ctx, dy, y) -> dy.times(ctx.x(0).sign()));
        reduction(
                table,
                "ReduceL2",
                "dy x / y, 0 where y = 0",
                (ctx, dy, y) -> y.equalTo(ctx.constant(0))
                        .where(ctx.constant(0), dy.times(ctx.x(0)).div(y)));
        reduction(table, "ReduceLogSum", "dy / exp y", (ctx, dy, y) -> dy.div(y.exp()));
        reduction(
                table,
                "ReduceLogSumExp",
                "dy exp(x - y)",
                (ctx, dy, y) -> dy.times(ctx.x(0).minus(y).exp()));
        table.ofFirst("CumSum", "CumSum of dy in the reverse direction", ReductionRules::running);
        reduction(table, "ReduceProd", "dy times the product of the other values", ReductionRules::product);
    }

    /** The gradient of x, from dy and y with the reduced axes of size 1. */
    @FunctionalInterface
    private interface Reduction {
        Expr gradient(NodeContext ctx, Expr dy, Expr y);
    }

    private static void reduction(RuleTable.Section table, String op, String formula, Reduction reduction) {
        BackwardRule rule = (ctx, i) -> {
            var axes = axes(ctx);
            boolean kept = ctx.attributes().integer("keepdims", 1) != 0;
            var dy = kept ? ctx.dy() : ctx.dy().unsqueeze(axes);
            var y = kept ? ctx.y() : ctx.y().unsqueeze(axes);
            return reduction.gradient(ctx, dy, y).expandLike(ctx.x(0));
        };
        table.ofFirst(op, formula, rule);
    }

    private static Expr running(NodeContext ctx, int i) {
        long backwards = 1 - ctx.attributes().integer("reverse", 0);
        return ctx.dy().op("CumSum", ctx.attributes().and("reverse", backwards), ctx.x(1));
    }

    private static Expr extreme(NodeContext ctx, Expr dy, Expr y) {
        var ties = ctx.x(0).equalTo(y).asFloat();
        return ties.times(dy).div(ties.sum(axes(ctx)));
    }

    /**
     * Writes dy times the product of the other values, also for values of 0: with one 0 only its own gradient is not 0.
     */
    private static Expr product(NodeContext ctx, Expr dy, Expr y) {
        var isZero = ctx.x(0).equalTo(ctx.constant(0)).asFloat();
        var factors = ctx.x(0).plus(isZero);
        var others = product(ctx, factors).div(factors);
        var reached = isZero.sum(axes(ctx)).equalTo(isZero);
        return reached.where(dy.times(others), 0);
    }

    private static Expr product(NodeContext ctx, Expr factors) {
        var axes = axes(ctx);
        return axes.length == 0 ? factors : factors.op("ReduceProd", ctx.vector(axes));
    }

    /** Writes the number of values of each mean at run time. */
    private static Expr count(NodeContext ctx) {
        return ctx.x(0).op("Size").asFloat().div(ctx.y().op("Size").asFloat());
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
