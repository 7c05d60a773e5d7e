package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that take some values and leave others: a gradient goes back to where its value came from. */
final class SelectionRules {

    private static final Attributes ADDING = Attributes.of("reduction", "add");

    private SelectionRules() {}

    static void addTo(RuleTable.Chapter table) {
        table.ofFirst("Slice", "zeros around dy", SelectionRules::slice);
        table.ofFirst("Gather", "rows of dy added to where they came from", SelectionRules::gather);
        table.ofFirst("GatherElements", "dy added to where it came from", SelectionRules::gatherElements);
        table.ofFirst("GatherND", "dy added to where it came from", SelectionRules::gatherNd);
        table.rule("ScatterElements", "dy with zeros at the places; dy at the places", SelectionRules::scatterElements);
        table.rule("ScatterND", "dy with zeros at the places; dy at the places", SelectionRules::scatterNd);
        table.ofFirst("TopK", "dy at the places found", SelectionRules::topK);
        table.ofFirst("Trilu", "the triangle of dy", SelectionRules::trilu);
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
            int axis = Step.axis(axes[k], rank);
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
        var places = s.x(1).asInteger().unsqueeze(indices.length);
        var summed = rows.zeros().op("ScatterND", ADDING, places, dy);
        return summed.transpose(move(0, axis, rank));
    }

    private static Value gatherElements(Step s, int i) {
        return s.x(0).zeros().op("ScatterElements", ADDING.and("axis", s.axis("axis", 0, s.rank(0))), s.x(1), s.dy());
    }

    private static Value gatherNd(Step s, int i) {
        if (s.attributes().integer("batch_dims", 0) != 0) {
            throw s.noGradient("has batch_dims, which are not differentiated");
        }
        return s.x(0).zeros().op("ScatterND", ADDING, s.x(1), s.dy());
    }

    private static Value scatterNd(Step s, int i) {
        return switch (i) {
            case 0 -> added(s) ? s.dy() : s.dy().op("ScatterND", s.x(1), s.x(2).zeros());
            case 2 -> s.dy().op("GatherND", s.x(1));
            default -> throw s.noGradient("passes no gradient to its places");
        };
    }

    private static Value scatterElements(Step s, int i) {
        var axis = Attributes.of("axis", s.axis("axis", 0, s.rank(0)));
        return switch (i) {
            case 0 -> added(s) ? s.dy() : s.dy().op("ScatterElements", axis, s.x(1), s.x(2).zeros());
            case 2 -> s.dy().op("GatherElements", axis, s.x(1));
            default -> throw s.noGradient("passes no gradient to its places");
        };
    }

    private static boolean added(Step s) {
        String reduction = s.attributes().text("reduction", "none");
        if (!reduction.equals("none") && !reduction.equals("add")) {
            throw s.noGradient("reduces by %s, which is not differentiated".formatted(reduction));
        }
        return reduction.equals("add");
    }

    private static Value topK(Step s, int i) {
        var axis = Attributes.of("axis", s.axis("axis", -1, s.rank(0)));
        return s.x(0).zeros().op("ScatterElements", axis, s.secondOutput(), s.dy());
    }

    private static Value trilu(Step s, int i) {
        return s.hasX(1) ? s.dy().op("Trilu", s.attributes(), s.x(1)) : s.dy().op("Trilu", s.attributes());
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
