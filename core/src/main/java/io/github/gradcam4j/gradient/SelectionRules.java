package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rules of operators that select values: a gradient is moved to the position from which its value came. */
final class SelectionRules {

    private static final Attributes ADDING = Attributes.of("reduction", "add");

    private SelectionRules() {}

    static void addTo(RuleTable.Section table) {
        table.ofFirst("Slice", "dy at the positions of the slice, else 0", SelectionRules::slice);
        table.ofFirst("Gather", "rows of dy added at their indices", SelectionRules::gather);
        table.ofFirst("GatherElements", "dy added at the indices", SelectionRules::gatherElements);
        table.ofFirst("GatherND", "dy added at the indices", SelectionRules::gatherNd);
        ScatterRules.addTo(table);
        table.ofFirst(
                "ReverseSequence",
                "ReverseSequence of dy",
                (ctx, i) -> ctx.dy().op("ReverseSequence", ctx.attributes(), ctx.x(1)));
        table.ofFirst("CenterCropPad", "dy padded or cropped at the same sides", SelectionRules::centerCropPad);
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
        int batch = (int) ctx.attributes().integer("batch_dims", 0);
        if (batch == 0) {
            return ctx.x(0).zeros().op("ScatterND", ADDING, ctx.x(1), ctx.dy());
        }
        // With one batch axis, its numbers become the first coordinate of the indices.
        var x = ctx.shape(0);
        var indices = ctx.shape(1);
        long coordinates = indices[indices.length - 1];
        var positions = ctx.x(1).asInteger().reshape(flat(indices, batch, coordinates));
        var ones =
                positions.slice(one(0), one(1), one(2), one(1)).zeros().plus(1).asInteger();
        var numbers = ones.op("CumSum", Attributes.of("exclusive", 1), ctx.vector(0));
        var rows = ctx.x(0)
                .reshape(LongStream.concat(LongStream.of(-1), Arrays.stream(x, batch, x.length))
                        .toArray());
        var tail = Arrays.stream(x, batch + (int) coordinates, x.length).toArray();
        var dy = ctx.dy().reshape(flat(indices, batch, tail));
        var all = numbers.op("Concat", Attributes.of("axis", 2), positions);
        return rows.zeros().op("ScatterND", ADDING, all, dy).reshapeLike(ctx.x(0));
    }

    /** Returns the shape [batches, indices of a batch, tail]. */
    private static long[] flat(long[] indices, int batch, long... tail) {
        long perBatch = Arrays.stream(indices, batch, indices.length - 1).reduce(1, Math::multiplyExact);
        return LongStream.concat(LongStream.of(-1, perBatch), Arrays.stream(tail))
                .toArray();
    }

    private static long[] one(long value) {
        return new long[] {value};
    }

    private static Expr centerCropPad(NodeContext ctx, int i) {
        int rank = ctx.rank(0);
        var before = new long[rank];
        var after = new long[rank];
        for (long axis : ctx.attributes().integers("axes").orElse(NodeContext.axes(0, rank))) {
            int a = NodeContext.axis(axis, rank);
            long cropped = ctx.shape(0)[a] - ctx.shapeOfY()[a];
            // Of an odd difference, both cropping and padding give the larger part to the end.
            before[a] = cropped / 2;
            after[a] = cropped - before[a];
        }
        return ctx.dy().pad(before, after);
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
