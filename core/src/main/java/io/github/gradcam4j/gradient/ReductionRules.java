package io.github.gradcam4j.gradient;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Reductions over axes. A gradient is first given back the axes that were reduced away. */
final class ReductionRules {

    private ReductionRules() {}

    static void addTo(RuleTable.Chapter table) {
        reduction(table, "ReduceSum", "dy", (s, dy, y) -> dy);
        reduction(table, "ReduceMean", "dy / n", (s, dy, y) -> dy.over(count(s)));
        // Equal extremes share the gradient, as in PyTorch's amax and amin.
        reduction(table, "ReduceMax", "dy where x = y, shared by equal inputs", ReductionRules::extreme);
        reduction(table, "ReduceMin", "dy where x = y, shared by equal inputs", ReductionRules::extreme);
        reduction(
                table,
                "ReduceSumSquare",
                "2 dy x",
                (s, dy, y) -> dy.times(s.x(0)).times(2));
        reduction(table, "ReduceL1", "dy sign x", (s, dy, y) -> dy.times(s.x(0).sign()));
        reduction(
                table,
                "ReduceL2",
                "dy x / y, 0 where y = 0",
                (s, dy, y) -> y.equalTo(s.constant(0))
                        .choose(s.constant(0), dy.times(s.x(0)).over(y)));
        reduction(table, "ReduceLogSum", "dy / exp y", (s, dy, y) -> dy.over(y.exp()));
        reduction(
                table,
                "ReduceLogSumExp",
                "dy exp(x - y)",
                (s, dy, y) -> dy.times(s.x(0).minus(y).exp()));
        table.ofFirst("CumSum", "the sum that runs the other way", ReductionRules::running);
        reduction(table, "ReduceProd", "dy times the product of the others", ReductionRules::product);
    }

    /** What reaches x, from dy and y with the reduced axes as 1. */
    @FunctionalInterface
    private interface Spread {
        Value over(Step s, Value dy, Value y);
    }

    private static void reduction(RuleTable.Chapter table, String op, String formula, Spread spread) {
        Rule rule = (s, i) -> {
            var axes = axes(s);
            boolean kept = s.attributes().integer("keepdims", 1) != 0;
            var dy = kept ? s.dy() : s.dy().unsqueeze(axes);
            var y = kept ? s.y() : s.y().unsqueeze(axes);
            return spread.over(s, dy, y).expandLike(s.x(0));
        };
        table.ofFirst(op, formula, rule);
    }

    private static Value running(Step s, int i) {
        long backwards = 1 - s.attributes().integer("reverse", 0);
        return s.dy().op("CumSum", s.attributes().and("reverse", backwards), s.x(1));
    }

    private static Value extreme(Step s, Value dy, Value y) {
        var ties = s.x(0).equalTo(y).asFloat();
        return ties.times(dy).over(ties.sum(axes(s)));
    }

    /** With one zero, only that one has a product of others that is not 0; with two, none has. */
    private static Value product(Step s, Value dy, Value y) {
        var isZero = s.x(0).equalTo(s.constant(0)).asFloat();
        var factors = s.x(0).plus(isZero);
        var others = product(s, factors).over(factors);
        var reached = isZero.sum(axes(s)).equalTo(isZero);
        return reached.choose(dy.times(others), 0);
    }

    private static Value product(Step s, Value factors) {
        var axes = axes(s);
        return axes.length == 0 ? factors : factors.op("ReduceProd", s.vector(axes));
    }

    /** How many values each mean is over, as the running graph has it. */
    private static Value count(Step s) {
        return s.x(0).op("Size").asFloat().over(s.y().op("Size").asFloat());
    }

    private static long[] axes(Step s) {
        int rank = s.rank(0);
        var given = s.hasX(1) ? s.integers(1) : new long[0];
        if (given.length > 0) {
            return Arrays.stream(given).map(a -> a < 0 ? a + rank : a).sorted().toArray();
        }
        boolean none = s.attributes().integer("noop_with_empty_axes", 0) != 0;
        return none ? given : LongStream.range(0, rank).toArray();
    }
}
