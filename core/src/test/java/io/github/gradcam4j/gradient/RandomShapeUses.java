package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.Map;

/** Random uses of operators that change the shape, and of resampling. */
final class RandomShapeUses {

    private RandomShapeUses() {}

    static void addTo(Map<String, RandomUse.Draw> draws) {
        shapes(draws);
        resampling(draws);
    }

    private static void shapes(Map<String, RandomUse.Draw> draws) {
        draws.put("Reshape", u -> {
            var shape = u.shape(1, 4);
            String x = u.start(u.opset(7), shape);
            var to = u.of(
                    vector(-1), new long[] {0, -1}, new long[] {-1, 1}, new long[] {1, -1, shape[shape.length - 1]});
            return u.op("Reshape", x, u.graph().ints(to));
        });
        draws.put("Flatten", u -> {
            var shape = u.shape(1, 4);
            int opset = u.opset(11);
            return u.op("Flatten", Attributes.of("axis", u.axis(shape.length)), u.start(opset, shape));
        });
        draws.put("Unsqueeze", u -> {
            int opset = u.opset(11);
            String x = u.start(opset, u.shape(2, 3));
            var axes = u.of(vector(0), new long[] {-1, 1}, new long[] {3, 0}, vector(-2));
            return opset < 13
                    ? u.op("Unsqueeze", Attributes.of("axes", axes), x)
                    : u.op("Unsqueeze", x, u.graph().ints(axes));
        });
        draws.put("Squeeze", u -> {
            int opset = u.opset(11);
            String x = u.start(opset, 1, u.between(2, 4), 1, u.between(1, 3));
            var axes = u.of(vector(0), new long[] {-2, 0}, vector(2));
            if (u.below(4) == 0) {
                return u.op("Squeeze", x);
            }
            return opset < 13
                    ? u.op("Squeeze", Attributes.of("axes", axes), x)
                    : u.op("Squeeze", x, u.graph().ints(axes));
        });
        draws.put("Transpose", u -> {
            var shape = u.shape(1, 4);
            String x = u.start(u.opset(7), shape);
            return u.op("Transpose", u.below(4) == 0 ? none() : Attributes.of("perm", u.permutation(shape.length)), x);
        });
        draws.put("Expand", u -> {
            var shape = u.shape(1, 4);
            return u.op("Expand", u.start(u.opset(8), shape), u.graph().ints(u.partner(shape)));
        });
        draws.put("Tile", u -> {
            var shape = u.shape(1, 3);
            String x = u.start(u.opset(7), shape);
            return u.op(
                    "Tile",
                    x,
                    u.graph()
                            .ints(Arrays.stream(shape).map(d -> u.between(1, 3)).toArray()));
        });
        draws.put("Concat", u -> {
            var shape = u.shape(1, 4);
            int axis = u.axis(shape.length);
            var other = shape.clone();
            other[axis < 0 ? axis + shape.length : axis] = u.between(1, 3);
            String x = u.start(u.opset(11), shape);
            var inputs =
                    u.of(new String[] {x, u.weights(other)}, new String[] {u.weights(other), x, x}, new String[] {x});
            return u.op("Concat", Attributes.of("axis", axis), inputs);
        });
        draws.put("Split", u -> {
            int opset = u.opset(11);
            var shape = u.shape(1, 3);
            int axis = u.axis(shape.length);
            int last = axis < 0 ? axis + shape.length : axis;
            long first = u.between(1, 3);
            shape[last] = first + u.between(1, 2);
            String x = u.start(opset, shape);
            var sizes = new long[] {first, shape[last] - first};
            var at = Attributes.of("axis", axis);
            var parts = opset < 13
                    ? u.graph().ops(2, "Split", at.and("split", sizes), x)
                    : u.graph().ops(2, "Split", at, x, u.graph().ints(sizes));
            if (u.coin()) {
                return parts.get(u.below(2));
            }
            return u.op("Concat", at, u.op("Tanh", parts.get(1)), parts.get(0));
        });
        draws.put(
                "DepthToSpace",
                u -> u.op(
                        "DepthToSpace",
                        Attributes.of("blocksize", 2).and("mode", u.of("DCR", "CRD")),
                        u.start(u.opset(11), 1, 4L * u.between(1, 2), u.between(1, 2), u.between(1, 3))));
        draws.put(
                "SpaceToDepth",
                u -> u.op(
                        "SpaceToDepth",
                        Attributes.of("blocksize", 2),
                        u.start(u.opset(7), u.between(1, 2), u.between(1, 2), 2L * u.between(1, 2), 2)));
    }

    private static void resampling(Map<String, RandomUse.Draw> draws) {
        draws.put("Resize", u -> {
            int opset = u.opset(10);
            var shape = new long[] {1, u.between(1, 2), u.between(1, 5), u.between(1, 5)};
            String x = u.start(opset, shape);
            float height = u.of(0.5f, 0.75f, 1f, 1.05f, 1.5f, 2f, 2.625f);
            float width = u.of(0.5f, 0.75f, 1f, 1.05f, 1.5f, 2f, 2.625f);
            var sizes = new long[] {Math.max(1, (long) (shape[2] * height)), Math.max(1, (long) (shape[3] * width))};
            var scales = new float[] {1, 1, shape[2] * height < 1 ? 1 : height, shape[3] * width < 1 ? 1 : width};
            var mode = Attributes.of("mode", u.of("nearest", "linear"));
            if (opset == 10) {
                return u.op("Resize", mode, x, u.graph().floats(scales, 4));
            }
            mode = Attributes.of("mode", u.of("nearest", "linear", "cubic"))
                    .and(
                            "coordinate_transformation_mode",
                            u.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"));
            if (mode.text("mode", "").equals("nearest")) {
                mode = mode.and("nearest_mode", u.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil"));
            }
            String roi = opset < 13 ? u.graph().floats(new float[0], 0) : "";
            if (opset >= 18 && u.coin()) {
                return u.op(
                        "Resize",
                        mode.and("axes", new long[] {3, 2})
                                .and("keep_aspect_ratio_policy", u.of("not_larger", "not_smaller", "stretch")),
                        x,
                        roi,
                        "",
                        u.graph().ints(sizes[1], sizes[0]));
            }
            return u.coin()
                    ? u.op("Resize", mode, x, roi, u.graph().floats(scales, 4))
                    : u.op(
                            "Resize",
                            mode,
                            x,
                            roi,
                            opset < 13 ? u.graph().floats(new float[0], 0) : "",
                            u.graph().ints(1, shape[1], sizes[0], sizes[1]));
        });
        draws.put("Pad", u -> {
            int opset = u.opset(7);
            var shape = new long[] {1, u.between(2, 3), u.between(3, 4)};
            String x = u.start(opset, shape);
            String mode = u.of("constant", "reflect", "edge");
            var pads = new long[] {0, u.between(0, 1), u.between(-1, 1), 0, u.between(0, 1), u.between(0, 1)};
            if (mode.equals("constant")) {
                pads[0] = u.below(2);
            }
            var attributes = Attributes.of("mode", mode);
            return opset < 11
                    ? u.op("Pad", attributes.and("pads", pads), x)
                    : u.op("Pad", attributes, x, u.graph().ints(pads));
        });
    }

    private static Attributes none() {
        return Attributes.none();
    }

    private static long[] vector(long n) {
        return new long[] {n};
    }
}
