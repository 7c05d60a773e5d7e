package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** The rules of operators that select values: a gradient is moved to the position from which its value came. */
final class SelectionRules {

    private static final Attributes ADDING = Attributes.of("reduction", "add");

    private SelectionRules() {}

    static void addTo(RuleTable.Section table) {
        table.ofFirst("Slice", "dy at the positions of the slice, else 0", SelectionRules::slice);
        table.ofFirst("Gather", "rows of dy added at their indices", SelectionRules::gather);
        table.ofFirst("GatherElements", "dy added at the indices", SelectionRules::gatherElements);
        table.ofFirst("GatherND", "dy added at the indices", SelectionRules::gatherNd);
        table.rule(
                "ScatterElements", "dy with zeros at the indices; dy at the indices", SelectionRules::scatterElements);
        table.rule("ScatterND", "dy with zeros at the indices; dy at the indices", SelectionRules::scatterNd);
        table.ofFirst("TopK", "dy at the indices found, else 0", SelectionRules::topK);
        table.rule("OneHot", "of the values: sums of dy off and on", SelectionRules::oneHot);
        table.rule("Range", "sum(dy) of the start, sum(k dy_k) of the step", SelectionRules::range);
        table.ofFirst("Trilu", "the same triangle of dy", SelectionRules::trilu);
    }

    /**
     * Writes the adjoint of any operator that moves elements: applied to the positions 0, 1, 2, ... of x, it yields the
     * positions to which dy is added.
     */
    static Expr addedAtPositions(NodeContext ctx) {
        var x = ctx.x(0);
        var zero = ctx.vector(0).squeeze(0);
        var one = ctx.vector(1).squeeze(0);
        var positions = zero.op("Range", x.op("Size"), one);
        var sources = ctx.again(positions.reshapeLike(x));
        return x.zeros()
                .reshape(-1)
                .op("ScatterElements", ADDING, sources.reshape(-1), ctx.dy().reshape(-1))
                .reshapeLike(x);
    }

    /**
     * Pads dy with zeros. For steps other than 1, a zero is appended to dy and each input gathers its gradient or the
     * zero.
     */
    private static Expr slice(NodeContext ctx, int i) {
        if (!ctx.knowsIntegers(1, 2, 3, 4)) {
            return addedAtPositions(ctx);
        }
        var starts = ctx.integers(1);
        var axes = ctx.hasX(3) ? ctx.integers(3) : NodeContext.axes(0, starts.length);
        var steps = ctx.hasX(4) ? ctx.integers(4) : Expr.fill(starts.length, 1);
        int rank = ctx.rank(0);
        var before = new long[rank];
        var after = new long[rank];
        var result = ctx.dy();
        for (int k = 0; k < axes.length; k++) {
            int axis = NodeContext.axis(axes[k], rank);
            long size = ctx.shape(0)[axis];
            long taken = ctx.shapeOfY()[axis];
            long first = clamp(starts[k] < 0 ? starts[k] + size : starts[k], steps[k] > 0 ? size : size - 1);
            if (steps[k] == 1) {
                before[axis] = first;
                after[axis] = size - first - taken;
            } else {
                result = gatherOrZero(ctx, result, axis, sources(size, taken, first, steps[k]));
            }
        }
        return result.pad(before, after);
    }

    private static long clamp(long index, long most) {
        return Math.max(0, Math.min(most, index));
    }

    /** Returns for each of {@code size} inputs the index of its output, or {@code taken} if it has none. */
    private static long[] sources(long size, long taken, long first, long step) {
        var sources = Expr.fill((int) size, taken);
        for (int o = 0; o < taken; o++) {
            sources[(int) (first + o * step)] = o;
        }
        return sources;
    }

    private static Expr gatherOrZero(NodeContext ctx, Expr dy, int axis, long[] sources) {
        var after = new long[ctx.rank(0)];
        after[axis] = 1;
        return dy.pad(new long[ctx.rank(0)], after).op("Gather", Attributes.of("axis", axis), ctx.vector(sources));
    }

    /** Pads a single row of a known index with zeros; adds other rows at their indices. */
    private static Expr gather(NodeContext ctx, int i) {
        int rank = ctx.rank(0);
        int axis = ctx.axis("axis", 0, rank);
        var indices = ctx.shape(1);
        boolean single = Arrays.stream(indices).allMatch(d -> d == 1) && ctx.knowsIntegers(1);
        if (single) {
            var before = new long[rank];
            var after = new long[rank];
            long index = ctx.integers(1)[0];
            before[axis] = index < 0 ? index + ctx.shape(0)[axis] : index;
            after[axis] = ctx.shape(0)[axis] - 1 - before[axis];
            var dy = indices.length == 0
                    ? ctx.dy().unsqueeze(axis)
                    : ctx.dy().squeeze(NodeContext.axes(axis + 1, axis + indices.length));
            return dy.pad(before, after);
        }
        var toFront = move(axis, 0, rank);
        var rows = ctx.x(0).transpose(toFront);
        var dy = ctx.dy().transpose(blockToFront(axis, indices.length, ctx.shapeOfY().length));
        var positions = ctx.x(1).asInteger().unsqueeze(indices.length);
        var summed = rows.zeros().op("ScatterND", ADDING, positions, dy);
        return summed.transpose(move(0, axis, rank));
    }

    private static Expr gatherElements(NodeContext ctx, int i) {
        return ctx.x(0)
                .zeros()
                .op("ScatterElements", ADDING.and("axis", ctx.axis("axis", 0, ctx.rank(0))), ctx.x(1), ctx.dy());
    }

    private static Expr gatherNd(NodeContext ctx, int i) {
        if (ctx.attributes().integer("batch_dims", 0) != 0) {
            throw ctx.noGradient("has batch_dims, which the gradient rule does not support");
        }
        return ctx.x(0).zeros().op("ScatterND", ADDING, ctx.x(1), ctx.dy());
    }

    private static Expr scatterNd(NodeContext ctx, int i) {
        return switch (i) {
            case 0 ->
                added(ctx)
                        ? ctx.dy()
                        : ctx.dy().op("ScatterND", ctx.x(1), ctx.x(2).zeros());
            case 2 -> ctx.dy().op("GatherND", ctx.x(1));
            default -> throw ctx.noGradient("has no gradient for its indices");
        };
    }

    private static Expr scatterElements(NodeContext ctx, int i) {
        var axis = Attributes.of("axis", ctx.axis("axis", 0, ctx.rank(0)));
        return switch (i) {
            case 0 ->
                added(ctx)
                        ? ctx.dy()
                        : ctx.dy()
                                .op("ScatterElements", axis, ctx.x(1), ctx.x(2).zeros());
            case 2 -> ctx.dy().op("GatherElements", axis, ctx.x(1));
            default -> throw ctx.noGradient("has no gradient for its indices");
        };
    }

    private static boolean added(NodeContext ctx) {
        String reduction = ctx.attributes().text("reduction", "none");
        if (!reduction.equals("none") && !reduction.equals("add")) {
            throw ctx.noGradient(String.format(
                    Locale.ROOT, "has the reduction %s, which the gradient rule does not support", reduction));
        }
        return reduction.equals("add");
    }

    private static Expr topK(NodeContext ctx, int i) {
        var axis = Attributes.of("axis", ctx.axis("axis", -1, ctx.rank(0)));
        return ctx.x(0).zeros().op("ScatterElements", axis, ctx.secondOutput(), ctx.dy());
    }

    /** The values are [off, on]; the indices and the depth have a gradient of zero. */
    private static Expr oneHot(NodeContext ctx, int i) {
        var zeroAndOne = ctx.tensor(new float[] {0, 1}, 2);
        var on = ctx.x(0).op("OneHot", ctx.attributes(), ctx.x(1), zeroAndOne);
        var all = NodeContext.axes(0, ctx.shapeOfY().length);
        var sumOn = ctx.dy().times(on).sum(all).reshape(1);
        var sumOff = ctx.dy().sum(all).reshape(1).minus(sumOn);
        return sumOff.op("Concat", Attributes.of("axis", 0), sumOn);
    }

    private static Expr range(NodeContext ctx, int i) {
        var steps = ctx.constant(0).op("Range", ctx.dy().op("Size").asFloat(), ctx.constant(1));
        var terms = i == 0 ? ctx.dy() : ctx.dy().times(steps);
        return terms.sum(0).reshapeLike(ctx.x(i));
    }

    private static Expr trilu(NodeContext ctx, int i) {
        return ctx.hasX(1)
                ? ctx.dy().op("Trilu", ctx.attributes(), ctx.x(1))
                : ctx.dy().op("Trilu", ctx.attributes());
    }

    /** Returns the permutation that moves one axis and keeps the order of the others. */
    static long[] move(int from, int to, int rank) {
        var order = new ArrayList<Long>();
        IntStream.range(0, rank).filter(a -> a != from).forEach(a -> order.add((long) a));
        order.add(to, (long) from);
        return order.stream().mapToLong(a -> a).toArray();
    }

    /** Returns the permutation that moves {@code count} axes, from {@code axis} on, to the front. */
    private static long[] blockToFront(int axis, int count, int rank) {
        return IntStream.concat(
                        IntStream.range(axis, axis + count),
                        IntStream.range(0, rank).filter(a -> a < axis || a >= axis + count))
                .mapToLong(a -> a)
                .toArray();
    }
}
