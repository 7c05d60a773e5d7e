package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;

/**
 * Linear maps along each axis: resizing in any mode, padding that repeats values. The matrix of such a map is what the
 * engine makes of the identity, so that every mode counts forwards and backwards alike; the adjoint is its transpose.
 */
final class ResamplingRules {

    private ResamplingRules() {}

    static void addTo(RuleTable.Chapter table) {
        table.ofFirst(
                "Resize",
                "along each axis the transpose of what Resize makes of the identity",
                ResamplingRules::resize);
        table.ofFirst(
                "Pad",
                "dy without the rim; reflect, edge, wrap: the transpose of what Pad makes of the identity",
                ResamplingRules::pad);
    }

    private static Value resize(Step s, int i) {
        if (s.attributes().text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize")) {
            throw s.noGradient("crops by a region of interest, which is not differentiated");
        }
        var axes = s.attributes().integers("axes").orElse(Step.axes(0, s.rank(0)));
        var attributes = s.attributes().without("axes", "keep_aspect_ratio_policy");
        boolean byScales = s.hasX(2) && s.shape(2)[0] > 0;
        var gradient = s.dy();
        for (int k = 0; k < axes.length; k++) {
            int axis = Step.axis(axes[k], s.rank(0));
            long from = s.shape(0)[axis];
            long to = s.shapeOfY()[axis];
            if (from != to) {
                var identity = identity(s, (int) from).unsqueeze(0, 1);
                var none = new Value(s, "");
                var resized = byScales
                        ? identity.op("Resize", attributes, none, scales(s, k))
                        : identity.op("Resize", attributes, none, none, s.vector(1, 1, from, to));
                gradient = alongAxis(s, gradient, axis, resized.squeeze(0, 1));
            }
        }
        return gradient;
    }

    private static Value scales(Step s, int position) {
        var scale = s.x(2).slice(new long[] {position}, new long[] {position + 1}, new long[] {0}, new long[] {1});
        return s.tensor(new float[] {1, 1, 1}, 3).op("Concat", Attributes.of("axis", 0), scale);
    }

    private static Value pad(Step s, int i) {
        int rank = s.rank(0);
        var begins = new long[rank];
        var ends = new long[rank];
        var pads = s.integers(1);
        int named = pads.length / 2;
        var axes = s.hasX(3) ? s.integers(3) : Step.axes(0, rank);
        for (int k = 0; k < named; k++) {
            int axis = Step.axis(axes[k], rank);
            begins[axis] = pads[k];
            ends[axis] = pads[k + named];
        }
        return s.attributes().text("mode", "constant").equals("constant")
                ? s.dy().pad(negated(begins), negated(ends))
                : repeated(s, begins, ends);
    }

    private static Value repeated(Step s, long[] begins, long[] ends) {
        var gradient = s.dy();
        for (int axis = 0; axis < begins.length; axis++) {
            if (begins[axis] != 0 || ends[axis] != 0) {
                var padded = identity(s, (int) s.shape(0)[axis])
                        .op(
                                "Pad",
                                Attributes.of("mode", s.attributes().text("mode", "")),
                                s.vector(0, begins[axis], 0, ends[axis]));
                gradient = alongAxis(s, gradient, axis, padded);
            }
        }
        return gradient;
    }

    private static long[] negated(long[] values) {
        return Arrays.stream(values).map(v -> -v).toArray();
    }

    private static Value identity(Step s, int size) {
        var values = new float[size * size];
        for (int d = 0; d < size; d++) {
            values[d * size + d] = 1;
        }
        return s.tensor(values, size, size);
    }

    /** The product with the transpose of {@code map} [input, output] along an axis. */
    private static Value alongAxis(Step s, Value dy, int axis, Value map) {
        int last = s.rank(0) - 1;
        return axis == last - 1
                ? map.matmul(dy)
                : dy.swap(axis, last, last + 1).matmul(map.transpose(1, 0)).swap(axis, last, last + 1);
    }
}
