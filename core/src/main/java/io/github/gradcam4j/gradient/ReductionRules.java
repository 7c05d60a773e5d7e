package io.github.gradcam4j.gradient;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Reductions over axes. A gradient is first given back the axes that were reduced away. */
final class ReductionRules {

    private ReductionRules() {}

    static void addTo(RuleTable.Chapter table) {
        reduction(table, "ReduceSum", (s, dy, y) -> dy);
        reduction(table, "ReduceMean", (s, dy, y) -> dy.times(1.0 / count(s)));
        // Equal extremes share the gradient, as in PyTorch's amax and amin.
        reduction(table, "ReduceMax", ReductionRules::extreme);
        reduction(table, "ReduceMin", ReductionRules::extreme);
        reduction(table, "ReduceSumSquare", (s, dy, y) -> dy.times(s.x(0)).times(2));
        reduction(table, "ReduceL1", (s, dy, y) -> dy.times(s.x(0).sign()));
        reduction(
                table,
                "ReduceL2",
                (s, dy, y) -> y.equalTo(s.constant(0))
                        .choose(s.constant(0), dy.times(s.x(0)).over(y)));
        reduction(table, "ReduceLogSum", (s, dy, y) -> dy.over(y.exp()));
        reduction(
                table, "ReduceLogSumExp", (s, dy, y) -> dy.times(s.x(0).minus(y).exp()));
        reduction(table, "ReduceProd", (s, dy, y) -> dy.times(y).over(s.x(0)));
    }

    /** What reaches x, from dy and y with the reduced axes as 1. */
    @FunctionalInterface
    private interface Spread {
        Value over(Step s, Value dy, Value y);
    }

    private static void reduction(RuleTable.Chapter table, String op, Spread spread) {
        Rule rule = (s, i) -> {
            var axes = axes(s);
            boolean kept = s.attributes().integer("keepdims", 1) != 0;
            var dy = kept ? s.dy() : s.dy().unsqueeze(axes);
            var y = kept ? s.y() : s.y().unsqueeze(axes);
            var shape = Value.fill(s.rank(0), 1);
            Arrays.stream(axes).forEach(a -> shape[(int) a] = s.shape(0)[(int) a]);
            return spread.over(s, dy, y).expand(shape);
        };
        table.rule(op, rule.onlyFirst(1));
    }

    private static Value extreme(Step s, Value dy, Value y) {
        var ties = s.x(0).equalTo(y).asFloat();
        return ties.times(dy).over(ties.sum(axes(s)));
    }

    private static long count(Step s) {
        return Arrays.stream(axes(s)).map(a -> s.shape(0)[(int) a]).reduce(1, (a, b) -> a * b);
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
