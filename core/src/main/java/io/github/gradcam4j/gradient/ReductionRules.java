package io.github.gradcam4j.gradient;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Reductions over axes. A gradient is first given back the axes that were reduced away. */
final class ReductionRules {

    private ReductionRules() {}

    static void addTo(RuleTable.Section table) {
        reduction(table, "ReduceSum", "dy", (ctx, dy, y) -> dy);
        reduction(table, "ReduceMean", "dy / n", (ctx, dy, y) -> dy.div(count(ctx)));
        // Equal extremes share the gradient, as in PyTorch's amax and amin.
        reduction(table, "ReduceMax", "dy where x = y, shared by equal inputs", ReductionRules::extreme);
        reduction(table, "ReduceMin", "dy where x = y, shared by equal inputs", ReductionRules::extreme);
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
        table.ofFirst("CumSum", "the sum that runs the other way", ReductionRules::running);
        reduction(table, "ReduceProd", "dy times the product of the others", ReductionRules::product);
    }

    /** What reaches x, from dy and y with the reduced axes as 1. */
    @FunctionalInterface
    private interface Spread {
        Expr div(NodeContext ctx, Expr dy, Expr y);
    }

    private static void reduction(RuleTable.Section table, String op, String formula, Spread spread) {
        BackwardRule rule = (ctx, i) -> {
            var axes = axes(ctx);
            boolean kept = ctx.attributes().integer("keepdims", 1) != 0;
            var dy = kept ? ctx.dy() : ctx.dy().unsqueeze(axes);
            var y = kept ? ctx.y() : ctx.y().unsqueeze(axes);
            return spread.div(ctx, dy, y).expandLike(ctx.x(0));
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

    /** With one zero, only that one has a product of others that is not 0; with two, none has. */
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

    /** How many values each mean is over, as the running graph has it. */
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
