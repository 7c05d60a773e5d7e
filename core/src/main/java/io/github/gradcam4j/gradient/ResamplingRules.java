package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;

/**
 * The rules of linear maps along each axis: resizing in any mode, and padding that repeats values. ONNX Runtime
 * computes the matrix of such a map by applying the operator to the identity matrix, so that forward and backward graph
 * agree in every mode. The adjoint is the transpose.
 */
final class ResamplingRules {

    private ResamplingRules() {}

    static void addTo(RuleTable.Section table) {
        table.ofFirst(
                "Resize",
                "along each axis, the product with the transpose of Resize(identity matrix)",
                ResamplingRules::resize);
        table.ofFirst(
                "Pad",
                "dy without the padding; in the modes reflect, edge and wrap, along each axis the product with the"
                        + " transpose of Pad(identity matrix)",
                ResamplingRules::pad);
    }

    private static Expr resize(NodeContext ctx, int i) {
        if (ctx.attributes()
                .text("coordinate_transformation_mode", "half_pixel")
                .equals("tf_crop_and_resize")) {
            throw ctx.noGradient("crops a region of interest, which the gradient rule does not support");
        }
        var axes = ctx.attributes().integers("axes").orElse(NodeContext.axes(0, ctx.rank(0)));
        var attributes = ctx.attributes().without("axes", "keep_aspect_ratio_policy");
        boolean byScales = ctx.hasX(2) && ctx.shape(2)[0] > 0;
        var gradient = ctx.dy();
        for (int k = 0; k < axes.length; k++) {
            int axis = NodeContext.axis(axes[k], ctx.rank(0));
            long from = ctx.shape(0)[axis];
            long to = ctx.shapeOfY()[axis];
            if (from != to) {
                var identity = identity(ctx, (int) from).unsqueeze(0, 1);
                var none = new Expr(ctx, "");
                var resized = byScales
                        ? identity.op("Resize", attributes, none, scales(ctx, k))
                        : identity.op("Resize", attributes, none, none, ctx.vector(1, 1, from, to));
                gradient = alongAxis(ctx, gradient, axis, resized.squeeze(0, 1));
            }
        }
        return gradient;
    }

    private static Expr scales(NodeContext ctx, int position) {
        var scale = ctx.x(2).slice(new long[] {position}, new long[] {position + 1}, new long[] {0}, new long[] {1});
        return ctx.tensor(new float[] {1, 1, 1}, 3).op("Concat", Attributes.of("axis", 0), scale);
    }

    private static Expr pad(NodeContext ctx, int i) {
        boolean constant = ctx.attributes().text("mode", "constant").equals("constant");
        if (!ctx.knowsIntegers(1, 3)) {
            return constant ? unpadded(ctx) : SelectionRules.addedAtPositions(ctx);
        }
        int rank = ctx.rank(0);
        var begins = new long[rank];
        var ends = new long[rank];
        var pads = ctx.integers(1);
        int named = pads.length / 2;
        var axes = ctx.hasX(3) ? ctx.integers(3) : NodeContext.axes(0, rank);
        for (int k = 0; k < named; k++) {
            int axis = NodeContext.axis(axes[k], rank);
            begins[axis] = pads[k];
            ends[axis] = pads[k + named];
        }
        return constant ? ctx.dy().pad(negated(begins), negated(ends)) : repeated(ctx, begins, ends);
    }

    /** Pads dy by the negative numbers, those that are computed from the image. */
    private static Expr unpadded(NodeContext ctx) {
        var pads = ctx.x(1).negated();
        return ctx.hasX(3)
                ? ctx.dy().op("Pad", pads, new Expr(ctx, ""), ctx.x(3))
                : ctx.dy().op("Pad", pads);
    }

    private static Expr repeated(NodeContext ctx, long[] begins, long[] ends) {
        var gradient = ctx.dy();
        for (int axis = 0; axis < begins.length; axis++) {
            if (begins[axis] != 0 || ends[axis] != 0) {
                var padded = identity(ctx, (int) ctx.shape(0)[axis])
                        .op(
                                "Pad",
                                Attributes.of("mode", ctx.attributes().text("mode", "")),
                                ctx.vector(0, begins[axis], 0, ends[axis]));
                gradient = alongAxis(ctx, gradient, axis, padded);
            }
        }
        return gradient;
    }

    private static long[] negated(long[] values) {
        return Arrays.stream(values).map(v -> -v).toArray();
    }

    private static Expr identity(NodeContext ctx, int size) {
        var values = new float[size * size];
        for (int d = 0; d < size; d++) {
            values[d * size + d] = 1;
        }
        return ctx.tensor(values, size, size);
    }

    /** Multiplies dy by the transpose of {@code map} [input, output] along an axis. */
    private static Expr alongAxis(NodeContext ctx, Expr dy, int axis, Expr map) {
        int last = ctx.rank(0) - 1;
        return axis == last - 1
                ? map.matmul(dy)
                : dy.swap(axis, last, last + 1).matmul(map.transpose(1, 0)).swap(axis, last, last + 1);
    }
}
