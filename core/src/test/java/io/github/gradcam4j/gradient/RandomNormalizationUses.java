package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Random uses of normalizations and reductions. */
final class RandomNormalizationUses {

    private RandomNormalizationUses() {}

    static void addTo(Map<String, RandomUse.Draw> draws) {
        normalizations(draws);
        reductions(draws);
    }

    private static void normalizations(Map<String, RandomUse.Draw> draws) {
        var epsilon = Attributes.of("epsilon", 0.01f);
        draws.put("BatchNormalization", u -> {
            var shape = u.shape(2, 4);
            var c = vector(shape[1]);
            return anyInput(u, "BatchNormalization", u.opset(9), epsilon, shape, c, c, c, c);
        });
        draws.put("InstanceNormalization", u -> {
            var shape = join(u.shape(2, 2), u.between(2, 4));
            return anyInput(u, "InstanceNormalization", u.opset(7), epsilon, shape, vector(shape[1]), vector(shape[1]));
        });
        draws.put("GroupNormalization", u -> {
            int opset = u.opset(18);
            var shape = new long[] {u.between(1, 2), 4, u.between(2, 4)};
            var c = vector(opset < 21 ? 2 : 4);
            return anyInput(u, "GroupNormalization", opset, epsilon.and("num_groups", 2), shape, c, c);
        });
        draws.put("LayerNormalization", u -> {
            var shape = join(u.shape(1, 2), u.between(2, 4));
            int axis = u.axis(shape.length);
            var scale = Arrays.copyOfRange(shape, axis < 0 ? axis + shape.length : axis, shape.length);
            var attributes = epsilon.and("axis", axis);
            if (u.coin()) {
                return anyInput(u, "LayerNormalization", u.opset(17), attributes, shape, scale, scale);
            }
            String x = u.start(u.opset(17), shape);
            var outputs = u.graph().ops(3, "LayerNormalization", attributes, x, u.weights(scale));
            return u.op("Add", outputs.get(0), u.op("Mul", outputs.get(1), outputs.get(2)));
        });
        draws.put("MeanVarianceNormalization", u -> {
            String x = u.start(u.opset(9), 2, u.between(1, 2), 3, 3);
            return u.op(
                    "MeanVarianceNormalization",
                    u.coin()
                            ? none()
                            : Attributes.of(
                                    "axes", u.of(new long[] {0, 2, 3}, new long[] {-1, 2}, new long[] {1, 2, 3})),
                    x);
        });
        draws.put("LpNormalization", u -> {
            var shape = u.shape(1, 4);
            return u.op(
                    "LpNormalization",
                    Attributes.of("p", u.between(1, 2)).and("axis", u.axis(shape.length)),
                    u.startPositive(u.opset(7), shape));
        });
        draws.put(
                "LRN",
                u -> u.op(
                        "LRN",
                        Attributes.of("size", u.of(1, 3, 5, 7))
                                .and("alpha", 0.5f)
                                .and("beta", u.of(0.75f, 1.5f))
                                .and("bias", 1.5f),
                        u.start(u.opset(7), join(u.shape(2, 2), 2, 2))));
    }

    private static void reductions(Map<String, RandomUse.Draw> draws) {
        for (String op : List.of(
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceSumSquare",
                "ReduceLogSum",
                "ReduceLogSumExp",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2")) {
            draws.put(op, u -> {
                boolean positive =
                        List.of("ReduceLogSum", "ReduceProd", "ReduceL2").contains(op);
                var shape = u.shape(1, 4);
                int opset = u.opset(11);
                String x = positive ? u.startPositive(opset, shape) : u.start(opset, shape);
                var keep = u.coin() ? none() : Attributes.of("keepdims", u.below(2));
                if (u.below(4) == 0) {
                    return u.op(op, keep, x);
                }
                var axes = u.axes(shape.length);
                boolean asInput = opset >= (op.equals("ReduceSum") ? 13 : 18);
                return asInput ? u.op(op, keep, x, u.graph().ints(axes)) : u.op(op, keep.and("axes", axes), x);
            });
        }
        draws.put("CumSum", u -> {
            var shape = u.shape(1, 4);
            String x = u.start(u.opset(11), shape);
            return u.op(
                    "CumSum",
                    Attributes.of("exclusive", u.below(2)).and("reverse", u.below(2)),
                    x,
                    u.graph().integer(u.axis(shape.length)));
        });
    }

    private static Attributes none() {
        return Attributes.none();
    }

    private static String anyInput(RandomUse u, String op, int opset, Attributes attributes, long[]... shapes) {
        int at = u.below(shapes.length);
        // The last input of BatchNormalization is a variance.
        boolean positive = at == 4;
        String x = positive ? u.startPositive(opset, shapes[at]) : u.start(opset, shapes[at]);
        var inputs = new String[shapes.length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = i == at ? x : i == 4 ? u.positive(shapes[i]) : u.weights(shapes[i]);
        }
        return u.op(op, attributes, inputs);
    }

    private static long[] vector(long n) {
        return new long[] {n};
    }

    private static long[] join(long[] a, long... b) {
        return LongStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
