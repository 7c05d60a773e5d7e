package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Expr.none;
import static io.github.gradcam4j.gradient.Expr.table;
import static io.github.gradcam4j.gradient.Expr.vector;

import io.github.gradcam4j.graph.Attributes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rules of linear maps along each axis: resizing in any mode, and padding that repeats values. ONNX Runtime
 * computes the matrix of such a map by applying the operator to the identity matrix, so that forward and backward graph
 * agree in every mode. The adjoint is the transpose.
 */
final class ResamplingRules {

    private ResamplingRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.unary("Resize", (x, y, dy, ctx) -> resize(dy, ctx));
        table.unary("Pad",    (x, y, dy, ctx) -> pad(dy, ctx));
        // spotless:on
    }

    private static Expr resize(Expr dy, NodeContext ctx) {
        if (ctx.attributes()
                .text("coordinate_transformation_mode", "half_pixel")
                .equals("tf_crop_and_resize")) {
            throw ctx.noGradient("crops a region of interest, which the gradient rule does not support");
        }
        var gradient = dy;
        if (Arrays.equals(ctx.shape(0), ctx.shapeOfY())) {
            // ONNX Runtime copies the tensor, whatever the scales are.
            return gradient;
        }
        var axes = ctx.attributes().integers("axes").orElse(NodeContext.axes(0, ctx.rank(0)));
        for (int k = 0; k < axes.length; k++) {
            int axis = NodeContext.axis(axes[k], ctx.rank(0));
            var matrix = matrix(ctx, axes, k);
            if (matrix.isPresent()) {
                gradient = alongAxis(ctx, gradient, axis, matrix.get());
            }
        }
        return gradient;
    }

    /** Returns the matrix [input, output] of a resize along axis {@code k} of {@code axes}; empty for the identity. */
    private static Optional<Expr> matrix(NodeContext ctx, long[] axes, int k) {
        int axis = NodeContext.axis(axes[k], ctx.rank(0));
        long from = ctx.shape(0)[axis];
        long to = ctx.shapeOfY()[axis];
        var attributes = ctx.attributes().without("axes", "keep_aspect_ratio_policy");
        String policy = ctx.attributes().text("keep_aspect_ratio_policy", "stretch");
        if (ctx.hasX(2) && ctx.shape(2)[0] > 0) {
            if (from == to && keeps(ctx, axis, k)) {
                return Optional.empty();
            }
            var scale = ctx.x(2).slice(k, k + 1, 0);
            // The second axis changes its size, because ONNX Runtime copies a tensor that keeps all sizes.
            var scales = table("scales", new float[] {1, 1, 2}, 3).op("Concat", Attributes.of("axis", 0), scale);
            return Optional.of(row(rows(from).op("Resize", attributes, none(), scales)));
        }
        if (!policy.equals("stretch")) {
            if (axes[k] < 0) {
                // ONNX Runtime leaves such an axis as it is.
                throw ctx.noGradient("has a keep_aspect_ratio_policy and negative axes, which is not supported");
            }
            return scaled(ctx, axes, policy)
                    .map(axisSizes -> row(rows(from)
                            .expand(1, 1, axisSizes[0], 1)
                            .op(
                                    "Resize",
                                    attributes.and("axes", new long[] {2, 3}).and("keep_aspect_ratio_policy", policy),
                                    none(),
                                    none(),
                                    vector(axisSizes[1], policy.equals("not_larger") ? from * axisSizes[1] : 1))));
        }
        return from == to
                ? Optional.empty()
                : Optional.of(row(rows(from).op("Resize", attributes, none(), none(), vector(from, 1, 1, to))));
    }

    /**
     * Returns whether the scale of an axis that keeps its size is 1; for computed scales, those of space may not be.
     */
    private static boolean keeps(NodeContext ctx, int axis, int k) {
        return ctx.reals(2).map(scales -> scales[k] == 1).orElse(axis < 2);
    }

    /**
     * Returns the sizes before and after, without common factors, of the axis that determines the scale of all axes:
     * the least or the largest scale. Empty if it is 1.
     */
    private static Optional<long[]> scaled(NodeContext ctx, long[] axes, String policy) {
        var sizes = ctx.integers(3);
        var byScale = Comparator.<long[]>comparingDouble(s -> (double) s[1] / s[0]);
        return IntStream.range(0, axes.length)
                .mapToObj(a -> new long[] {ctx.shape(0)[NodeContext.axis(axes[a], ctx.rank(0))], sizes[a]})
                .min(policy.equals("not_larger") ? byScale : byScale.reversed())
                .filter(s -> s[0] != s[1])
                .map(ResamplingRules::reduced);
    }

    private static long[] reduced(long[] fraction) {
        long divisor = BigInteger.valueOf(fraction[0])
                .gcd(BigInteger.valueOf(fraction[1]))
                .longValueExact();
        return new long[] {fraction[0] / divisor, fraction[1] / divisor};
    }

    /** Returns the identity matrix [size, 1, 1, size], a stack of images of one row. */
    private static Expr rows(long size) {
        return identity((int) size).unsqueeze(1, 2);
    }

    /** Returns the first row of each image of a stack as a matrix; all rows are equal. */
    private static Expr row(Expr images) {
        return images.slice(0, 1, 2).squeeze(1, 2).named("m");
    }

    private static Expr pad(Expr dy, NodeContext ctx) {
        boolean constant = ctx.attributes().text("mode", "constant").equals("constant");
        if (!ctx.knowsIntegers(1, 3)) {
            return constant ? unpadded(ctx, dy) : SelectionRules.addedAtPositions(ctx, dy);
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
        return constant ? dy.pad(negated(begins), negated(ends)) : repeated(ctx, dy, begins, ends);
    }

    /** Pads dy by the negative numbers, those that are computed from the image. */
    private static Expr unpadded(NodeContext ctx, Expr dy) {
        var pads = ctx.x(1).neg();
        return ctx.hasX(3) ? dy.op("Pad", pads, none(), ctx.x(3)) : dy.op("Pad", pads);
    }

    private static Expr repeated(NodeContext ctx, Expr dy, long[] begins, long[] ends) {
        var gradient = dy;
        for (int axis = 0; axis < begins.length; axis++) {
            if (begins[axis] != 0 || ends[axis] != 0) {
                var padded = identity((int) ctx.shape(0)[axis])
                        .op(
                                "Pad",
                                Attributes.of("mode", ctx.attributes().text("mode", "")),
                                vector(0, begins[axis], 0, ends[axis]));
                gradient = alongAxis(ctx, gradient, axis, padded);
            }
        }
        return gradient;
    }

    private static long[] negated(long[] values) {
        return Arrays.stream(values).map(v -> -v).toArray();
    }

    private static Expr identity(int size) {
        var values = new float[size * size];
        for (int d = 0; d < size; d++) {
            values[d * size + d] = 1;
        }
        return table("identity", values, size, size);
    }

    /** Multiplies dy by the transpose of {@code map} [input, output] along an axis. */
    private static Expr alongAxis(NodeContext ctx, Expr dy, int axis, Expr map) {
        int last = ctx.rank(0) - 1;
        return axis == last - 1
                ? map.matmul(dy)
                : dy.swap(axis, last, last + 1).matmul(map.transpose(1, 0)).swap(axis, last, last + 1);
    }
}
