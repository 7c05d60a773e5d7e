package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that move values without changing them: a gradient is moved back. */
final class ShapeRules {

    private ShapeRules() {}

    static void addTo(RuleTable.Chapter table) {
        Rule reshaped = (s, i) -> s.dy().reshapeLike(s.x(0));
        table.rule(reshaped.onlyFirst(1), "Reshape", "Flatten", "Squeeze", "Unsqueeze");
        Rule same = (s, i) -> s.dy();
        table.rule(same.onlyFirst(1), "Identity", "Dropout", "Cast");
        table.rule("Transpose", ShapeRules::transpose);
        table.rule("Expand", ((Rule) (s, i) -> s.dy()).unbroadcast().onlyFirst(1));
        table.rule("Concat", ShapeRules::concat);
        table.rule("Split", ShapeRules::split);
        table.rule("Slice", ((Rule) ShapeRules::slice).onlyFirst(1));
        table.rule("Gather", ((Rule) ShapeRules::gather).onlyFirst(1));
        table.rule("GatherElements", ((Rule) ShapeRules::gatherElements).onlyFirst(1));
        table.rule("GatherND", ((Rule) ShapeRules::gatherNd).onlyFirst(1));
        table.rule("ScatterND", ShapeRules::scatterNd);
        table.rule("Tile", ((Rule) ShapeRules::tile).onlyFirst(1));
        table.rule("DepthToSpace", ShapeRules::depthToSpace);
        table.rule("SpaceToDepth", (s, i) -> s.dy().op("DepthToSpace", blocks(s)));
    }

    private static Value transpose(Step s, int i) {
        int rank = s.rank(0);
        var permutation = s.attributes()
                .integers("perm")
                .orElseGet(() ->
                        IntStream.range(0, rank).mapToLong(a -> rank - 1 - a).toArray());
        var inverse = new long[rank];
        IntStream.range(0, rank).forEach(a -> inverse[(int) permutation[a]] = a);
        return s.dy().transpose(inverse);
    }

    private static Value concat(Step s, int i) {
        int axis = s.axis("axis", 0, s.rank(i));
        long start = IntStream.range(0, i).mapToLong(k -> s.shape(k)[axis]).sum();
        return s.dy().slice(one(start), one(start + s.shape(i)[axis]), one(axis), one(1));
    }

    private static Value split(Step s, int i) {
        var parts = s.dys();
        return parts.get(0)
                .op(
                        "Concat",
                        Attributes.of("axis", s.axis("axis", 0, s.rank(0))),
                        parts.subList(1, parts.size()).toArray(Value[]::new));
    }

    /** Zeros around what was cut out; for steps other than 1, a zero is put behind dy and every input fetches its own. */
    private static Value slice(Step s, int i) {
        var starts = s.integers(1);
        var axes = s.hasX(3) ? s.integers(3) : Step.axes(0, starts.length);
        var steps = s.hasX(4) ? s.integers(4) : Value.fill(starts.length, 1);
        int rank = s.rank(0);
        var before = new long[rank];
        var after = new long[rank];
        var result = s.dy();
        for (int k = 0; k < axes.length; k++) {
            int axis = (int) (axes[k] < 0 ? axes[k] + rank : axes[k]);
            long size = s.shape(0)[axis];
            long taken = s.shapeOfY()[axis];
            long first = clamp(starts[k] < 0 ? starts[k] + size : starts[k], steps[k] > 0 ? size : size - 1);
            if (steps[k] == 1) {
                before[axis] = first;
                after[axis] = size - first - taken;
            } else {
                result = fetch(s, result, axis, sources(size, taken, first, steps[k]));
            }
        }
        return result.pad(before, after);
    }

    private static long clamp(long index, long most) {
        return Math.max(0, Math.min(most, index));
    }

    /** For each of {@code size} inputs the output that it went to, or {@code taken} where it went nowhere. */
    private static long[] sources(long size, long taken, long first, long step) {
        var sources = Value.fill((int) size, taken);
        for (int o = 0; o < taken; o++) {
            sources[(int) (first + o * step)] = o;
        }
        return sources;
    }

    private static Value fetch(Step s, Value dy, int axis, long[] sources) {
        var after = new long[s.rank(0)];
        after[axis] = 1;
        return dy.pad(new long[s.rank(0)], after).op("Gather", Attributes.of("axis", axis), s.vector(sources));
    }

    /** A single known row is padded back into its place; else each row is added to where it came from. */
    private static Value gather(Step s, int i) {
        int rank = s.rank(0);
        int axis = s.axis("axis", 0, rank);
        var indices = s.shape(1);
        boolean single = Arrays.stream(indices).allMatch(d -> d == 1) && s.known(1);
        if (single) {
            var before = new long[rank];
            var after = new long[rank];
            long index = s.integers(1)[0];
            before[axis] = index < 0 ? index + s.shape(0)[axis] : index;
            after[axis] = s.shape(0)[axis] - 1 - before[axis];
            var dy = indices.length == 0
                    ? s.dy().unsqueeze(axis)
                    : s.dy().squeeze(Step.axes(axis + 1, axis + indices.length));
            return dy.pad(before, after);
        }
        var toFront = move(axis, 0, rank);
        var rows = s.x(0).transpose(toFront);
        var dy = s.dy().transpose(blockToFront(axis, indices.length, s.shapeOfY().length));
        var summed =
                rows.zeros().op("ScatterND", Attributes.of("reduction", "add"), s.x(1).unsqueeze(indices.length), dy);
        return summed.transpose(move(0, axis, rank));
    }

    private static Value gatherElements(Step s, int i) {
        var attributes = Attributes.of("axis", s.axis("axis", 0, s.rank(0))).and("reduction", "add");
        return s.x(0).zeros().op("ScatterElements", attributes, s.x(1), s.dy());
    }

    private static Value gatherNd(Step s, int i) {
        if (s.attributes().integer("batch_dims", 0) != 0) {
            throw s.noGradient("has batch_dims, which are not differentiated");
        }
        return s.x(0).zeros().op("ScatterND", Attributes.of("reduction", "add"), s.x(1), s.dy());
    }

    private static Value scatterNd(Step s, int i) {
        if (!s.attributes().text("reduction", "none").equals("none")) {
            throw s.noGradient("has a reduction, which is not differentiated");
        }
        return i == 0 ? s.dy().op("ScatterND", s.x(1), s.x(2).zeros()) : s.dy().op("GatherND", s.x(1));
    }

    private static Value tile(Step s, int i) {
        var repeats = s.integers(1);
        var shape = s.shape(0);
        var split = new long[2 * shape.length];
        for (int d = 0; d < shape.length; d++) {
            split[2 * d] = repeats[d];
            // The batch may be another when the graph runs: it is left to be worked out.
            split[2 * d + 1] = d == 0 ? -1 : shape[d];
        }
        var axes = IntStream.range(0, shape.length).mapToLong(d -> 2L * d).toArray();
        return s.dy().reshape(split).sum(axes).squeeze(axes);
    }

    private static Value depthToSpace(Step s, int i) {
        if (s.attributes().text("mode", "DCR").equals("DCR")) {
            return s.dy().op("SpaceToDepth", blocks(s));
        }
        var x = s.shape(0);
        long b = s.attributes().integer("blocksize", 1);
        return s.dy().reshape(-1, x[1] / (b * b), x[2], b, x[3], b)
                .transpose(0, 1, 3, 5, 2, 4)
                .reshapeLike(s.x(0));
    }

    private static Attributes blocks(Step s) {
        return Attributes.of("blocksize", s.attributes().integer("blocksize", 1));
    }

    private static long[] one(long value) {
        return new long[] {value};
    }

    /** The permutation that moves one axis elsewhere and leaves the others in order. */
    static long[] move(int from, int to, int rank) {
        var order = new ArrayList<Long>();
        IntStream.range(0, rank).filter(a -> a != from).forEach(a -> order.add((long) a));
        order.add(to, (long) from);
        return order.stream().mapToLong(a -> a).toArray();
    }

    /** The permutation that brings {@code count} axes from {@code axis} on to the front. */
    private static long[] blockToFront(int axis, int count, int rank) {
        return IntStream.concat(
                        IntStream.range(axis, axis + count),
                        IntStream.range(0, rank).filter(a -> a < axis || a >= axis + count))
                .mapToLong(a -> a)
                .toArray();
    }
}
