package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.constant;
import static io.github.gradcam4j.gradient.Expr.none;
import static io.github.gradcam4j.gradient.Expr.table;
import static io.github.gradcam4j.gradient.Expr.vector;
import static io.github.gradcam4j.gradient.Grads.grads;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rules of operators that select values: a gradient is moved to the position from which its value came. */
final class SelectionRules {

    private SelectionRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.unary("Slice",           (x, y, dy, ctx) -> slice(dy, ctx));
        table.unary("Gather",          (x, y, dy, ctx) -> gather(dy, ctx));
        table.unary("GatherElements",  (x, y, dy, ctx) -> added(x, "ScatterElements", axis(ctx, 0), ctx.x(1), dy));
        table.unary("GatherND",        (x, y, dy, ctx) -> gatherNd(x, dy, ctx));
        ScatterRules.addTo(table);
        table.unary("ReverseSequence", (x, y, dy, ctx) -> dy.op("ReverseSequence", ctx.attributes(), ctx.x(1)));
        table.unary("CenterCropPad",   (x, y, dy, ctx) -> centerCropPad(dy, ctx));
        table.unary("TopK",            (x, y, dy, ctx) -> topK(x, dy, ctx));
        table.rule ("OneHot",          (ctx, dy)       -> grads(none(), none(), oneHotValues(ctx, dy)));
        table.rule ("Range",           (ctx, dy)       -> range(ctx, dy));
        table.unary("Trilu",           (x, y, dy, ctx) -> ctx.again(dy));
        // spotless:on
    }

    private static Attributes axis(NodeContext ctx, long otherwise) {
        return Attributes.of("axis", ctx.axis("axis", otherwise, ctx.rank(0)));
    }

    /** Adds updates at indices to zeros of the shape of x. */
    private static Expr added(Expr x, String scatter, Attributes attributes, Expr indices, Expr updates) {
        return x.zeros().op(scatter, attributes.and("reduction", "add"), indices, updates);
    }

    /**
     * Returns the adjoint of any operator that moves elements: applied to the positions 0, 1, 2, ... of x, it yields
     * the positions to which dy is added.
     */
    static Expr addedAtPositions(NodeContext ctx, Expr dy) {
        var x = ctx.x(0);
        var zero = vector(0).squeeze(0);
        var one = vector(1).squeeze(0);
        var positions = zero.op("Range", x.op("Size"), one);
        var sources = ctx.again(positions.reshapeLike(x));
        return addedAt(sources, x, dy);
    }

    /** Adds dy at positions of x, row by row. */
    static Expr addedAt(Expr positions, Expr x, Expr dy) {
        var axis = Attributes.of("axis", 0);
        return added(x.reshape(-1), "ScatterElements", axis, positions.reshape(-1), dy.reshape(-1))
                .reshapeLike(x);
    }

    /**
     * Pads dy with zeros. For steps other than 1, a zero is appended to dy and each input gathers its gradient or the
     * zero.
     */
    private static Expr slice(Expr dy, NodeContext ctx) {
        if (!ctx.knowsIntegers(1, 2, 3, 4)) {
            return addedAtPositions(ctx, dy);
        }
        var starts = ctx.integers(1);
        var axes = ctx.hasX(3) ? ctx.integers(3) : NodeContext.axes(0, starts.length);
        var steps = ctx.hasX(4) ? ctx.integers(4) : Expr.fill(starts.length, 1);
        int rank = ctx.rank(0);
        var before = new long[rank];
        var after = new long[rank];
        var result = dy;
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
        return dy.pad(new long[ctx.rank(0)], after).op("Gather", Attributes.of("axis", axis), vector(sources));
    }

    /** Pads a single row of a known index with zeros; adds other rows at their indices. */
    private static Expr gather(Expr dy, NodeContext ctx) {
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
            var row = indices.length == 0
                    ? dy.unsqueeze(axis)
                    : dy.squeeze(NodeContext.axes(axis + 1, axis + indices.length));
            return row.pad(before, after);
        }
        var toFront = move(axis, 0, rank);
        var rows = ctx.x(0).transpose(toFront);
        var updates = dy.transpose(blockToFront(axis, indices.length, ctx.shapeOfY().length));
        var positions = ctx.x(1).asInteger().unsqueeze(indices.length);
        return added(rows, "ScatterND", Attributes.none(), positions, updates).transpose(move(0, axis, rank));
    }

    private static Expr gatherNd(Expr data, Expr dy, NodeContext ctx) {
        int batch = (int) ctx.attributes().integer("batch_dims", 0);
        if (batch == 0) {
            return added(data, "ScatterND", Attributes.none(), ctx.x(1), dy);
        }
        // With one batch axis, its numbers become the first coordinate of the indices.
        var x = ctx.shape(0);
        var indices = ctx.shape(1);
        long coordinates = indices[indices.length - 1];
        var positions = ctx.x(1).asInteger().reshape(flat(indices, batch, coordinates));
        var ones = positions.slice(0, 1, 2).zeros().plus(1).asInteger();
        var numbers = ones.op("CumSum", Attributes.of("exclusive", 1), vector(0));
        var rows = data.reshape(LongStream.concat(LongStream.of(-1), Arrays.stream(x, batch, x.length))
                .toArray());
        var tail = Arrays.stream(x, batch + (int) coordinates, x.length).toArray();
        var updates = dy.reshape(flat(indices, batch, tail));
        var all = numbers.op("Concat", Attributes.of("axis", 2), positions);
        return added(rows, "ScatterND", Attributes.none(), all, updates).reshapeLike(data);
    }

    /** Returns the shape [batches, indices of a batch, tail]. */
    private static long[] flat(long[] indices, int batch, long... tail) {
        long perBatch = Arrays.stream(indices, batch, indices.length - 1).reduce(1, Math::multiplyExact);
        return LongStream.concat(LongStream.of(-1, perBatch), Arrays.stream(tail))
                .toArray();
    }

    private static Expr centerCropPad(Expr dy, NodeContext ctx) {
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
        return dy.pad(before, after);
    }

    private static Expr topK(Expr x, Expr dy, NodeContext ctx) {
        return x.zeros().op("ScatterElements", axis(ctx, -1), ctx.secondOutput(), dy);
    }

    /** The values are [off, on]; the indices and the depth have a gradient of zero. */
    private static Expr oneHotValues(NodeContext ctx, Expr dy) {
        var zeroAndOne = table("[0, 1]", new float[] {0, 1}, 2);
        var on = ctx.x(0).op("OneHot", ctx.attributes(), ctx.x(1), zeroAndOne);
        var all = NodeContext.axes(0, ctx.shapeOfY().length);
        var sumOn = dy.times(on).sum(all).reshape(1);
        var sumOff = dy.sum(all).reshape(1).minus(sumOn);
        return sumOff.op("Concat", Attributes.of("axis", 0), sumOn);
    }

    private static Grads range(NodeContext ctx, Expr dy) {
        var steps = constant(0).op("Range", dy.size(), constant(1));
        return grads(
                dy.sum(0).reshapeLike(ctx.x(0)), none(), dy.times(steps).sum(0).reshapeLike(ctx.x(2)));
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
