package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/** Random uses of operators that select values. */
final class RandomSelectionUses {

    private RandomSelectionUses() {}

    static void addTo(Map<String, RandomUse.Draw> draws) {
        selections(draws);
    }

    private static void selections(Map<String, RandomUse.Draw> draws) {
        draws.put("Slice", u -> {
            var shape = u.shape(1, 4);
            int opset = u.opset(10);
            String x = u.start(opset, shape);
            var axes = u.axes(shape.length);
            var starts = new long[axes.length];
            var ends = new long[axes.length];
            var steps = new long[axes.length];
            for (int k = 0; k < axes.length; k++) {
                long size = shape[(int) (axes[k] < 0 ? axes[k] + shape.length : axes[k])];
                steps[k] = u.of(1, 1, 2, 3, -1, -2);
                long from = u.below((int) size);
                long to = u.below((int) size);
                long low = Math.min(from, to);
                long high = Math.max(from, to);
                starts[k] = (steps[k] > 0 ? low : high) - (u.coin() ? size : 0);
                ends[k] = steps[k] > 0
                        ? u.of(high + 1, size + 5, Long.MAX_VALUE)
                        : low == 0 ? u.of(-size - 1, Long.MIN_VALUE) : low - 1;
            }
            return u.op(
                    "Slice",
                    x,
                    u.graph().ints(starts),
                    u.graph().ints(ends),
                    u.graph().ints(axes),
                    u.graph().ints(steps));
        });
        draws.put("Gather", u -> {
            var shape = u.shape(1, 4);
            int axis = u.axis(shape.length);
            long size = shape[axis < 0 ? axis + shape.length : axis];
            String x = u.start(u.opset(11), shape);
            var of = u.of(new long[0], vector(1), vector(3), new long[] {2, 2}, new long[] {1, 1});
            return u.op(
                    "Gather",
                    Attributes.of("axis", axis),
                    x,
                    u.graph().table(u.indices((int) Constant.elements(of), size), of));
        });
        draws.put("GatherElements", u -> {
            var shape = u.shape(1, 3);
            int axis = u.axis(shape.length);
            int last = axis < 0 ? axis + shape.length : axis;
            var of = shape.clone();
            of[last] = u.between(1, 5);
            String x = u.start(u.opset(11), shape);
            return u.op(
                    "GatherElements",
                    Attributes.of("axis", axis),
                    x,
                    u.graph().table(u.indices((int) Constant.elements(of), shape[last]), of));
        });
        draws.put("GatherND", u -> {
            var shape = u.shape(2, 3);
            String x = u.start(u.opset(11), shape);
            int depth = u.between(1, shape.length);
            int count = u.between(1, 4);
            return u.op("GatherND", x, u.graph().table(tuples(u, count, depth, shape), count, depth));
        });
        draws.put("ScatterND", u -> {
            var shape = u.shape(2, 3);
            boolean adds = u.coin();
            int count = adds ? u.between(1, 4) : 1;
            var updates = join(vector(count), Arrays.copyOfRange(shape, 1, shape.length));
            boolean data = u.coin();
            String x = u.start(u.opset(adds ? 16 : 11), data ? shape : updates);
            String indices = u.graph().table(tuples(u, count, 1, shape), count, 1);
            return u.op(
                    "ScatterND",
                    adds ? Attributes.of("reduction", "add") : none(),
                    data ? x : u.weights(shape),
                    indices,
                    data ? u.weights(updates) : x);
        });
        draws.put("ScatterElements", u -> {
            var shape = u.shape(1, 3);
            int axis = u.axis(shape.length);
            int last = axis < 0 ? axis + shape.length : axis;
            boolean adds = u.coin();
            var of = shape.clone();
            of[last] = adds ? u.between(1, 5) : 1;
            boolean data = u.coin();
            String x = u.start(u.opset(adds ? 16 : 11), data ? shape : of);
            String indices = u.graph().table(u.indices((int) Constant.elements(of), shape[last]), of);
            return u.op(
                    "ScatterElements",
                    Attributes.of("axis", axis)
                            .and("reduction", adds ? "add" : "none")
                            .without(adds ? "" : "reduction"),
                    data ? x : u.weights(shape),
                    indices,
                    data ? u.weights(of) : x);
        });
        draws.put("TopK", u -> {
            var shape = u.shape(1, 3);
            int axis = u.axis(shape.length);
            long size = shape[axis < 0 ? axis + shape.length : axis];
            String x = u.start(u.opset(11), shape);
            return u.graph()
                    .ops(
                            2,
                            "TopK",
                            Attributes.of("axis", axis)
                                    .and("largest", u.below(2))
                                    .and("sorted", 1),
                            x,
                            u.graph().ints(u.between(1, (int) size)))
                    .get(0);
        });
        draws.put("OneHot", u -> {
            String x = u.start(u.opset(11), 2);
            var of = u.shape(1, 2);
            return u.op(
                    "OneHot",
                    Attributes.of("axis", u.axis(of.length + 1)),
                    u.graph().table(u.indices((int) Constant.elements(of), 3), of),
                    u.graph().integer(3),
                    x);
        });
        draws.put("Range", u -> {
            String x = u.op("Squeeze", u.start(u.opset(13), 1), u.graph().ints(0));
            return u.coin()
                    ? u.op("Range", x, u.graph().scalar(2.3), u.graph().scalar(0.7))
                    : u.op(
                            "Range",
                            u.graph().scalar(1.5),
                            u.graph().scalar(4),
                            u.op("Add", x, u.graph().scalar(0.7)));
        });
        draws.put(
                "Trilu",
                u -> u.op(
                        "Trilu",
                        Attributes.of("upper", u.below(2)),
                        u.start(u.opset(14), u.shape(2, 4)),
                        u.graph().integer(u.between(-2, 2))));
    }

    private static Attributes none() {
        return Attributes.none();
    }

    private static long[] vector(long n) {
        return new long[] {n};
    }

    private static long[] join(long[] a, long... b) {
        return LongStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    private static long[] tuples(RandomUse u, int count, int depth, long[] shape) {
        var tuples = new ArrayList<Long>();
        for (int n = 0; n < count; n++) {
            for (int d = 0; d < depth; d++) {
                tuples.add(u.indices(1, shape[d])[0]);
            }
        }
        return tuples.stream().mapToLong(i -> i).toArray();
    }
}
