package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Grads.grads;

import io.github.gradcam4j.graph.Attributes;
import java.util.stream.IntStream;

/** The rules of operators that move values without changing them: a gradient is moved back. */
final class ShapeRules {

    /** The ratio of a Dropout that states none. */
    private static final float DROPOUT = 0.5f;

    private ShapeRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.unary ("Reshape",      (x, y, dy)        -> dy.reshapeLike(x));
        table.unary ("Flatten",      (x, y, dy)        -> dy.reshapeLike(x));
        table.unary ("Squeeze",      (x, y, dy)        -> dy.reshapeLike(x));
        table.unary ("Unsqueeze",    (x, y, dy)        -> dy.reshapeLike(x));
        table.unary ("Identity",     (x, y, dy)        -> dy);
        table.unary ("Cast",         (x, y, dy)        -> dy);
        table.unary ("CastLike",     (x, y, dy)        -> dy);
        table.unary ("Dropout",      (x, y, dy, ctx)   -> dropout(dy, ctx));
        table.unary ("Transpose",    (x, y, dy, ctx)   -> dy.transpose(inversePermutation(ctx)));
        table.binary("Expand",       (x, shape, y, dy) -> grads(dy));
        table.unary ("Tile",         (x, y, dy, ctx)   -> tile(dy, ctx));
        table.rule  ("Concat",       (ctx, dy)         -> i -> concat(ctx, dy, i));
        table.unary ("Split",        (x, y, dy, ctx)   -> split(ctx));
        table.unary ("DepthToSpace", (x, y, dy, ctx)   -> depthToSpace(x, dy, ctx));
        table.unary ("SpaceToDepth", (x, y, dy, ctx)   -> dy.op("DepthToSpace", blocks(ctx)));
        // spotless:on
    }

    private static Expr dropout(Expr dy, NodeContext ctx) {
        boolean training = ctx.hasX(2) && ctx.integers(2)[0] != 0;
        float ratio = ctx.hasX(1) ? ctx.real(1).orElse(DROPOUT) : DROPOUT;
        if (training && ratio != 0) {
            throw ctx.noGradient("is in training mode and drops values at random; export the model after model.eval()");
        }
        return dy;
    }

    private static long[] inversePermutation(NodeContext ctx) {
        int rank = ctx.rank(0);
        var permutation = ctx.attributes()
                .integers("perm")
                .orElseGet(() ->
                        IntStream.range(0, rank).mapToLong(a -> rank - 1 - a).toArray());
        var inverse = new long[rank];
        IntStream.range(0, rank).forEach(a -> inverse[(int) permutation[a]] = a);
        return inverse;
    }

    private static Expr concat(NodeContext ctx, Expr dy, int i) {
        int axis = ctx.axis("axis", 0, ctx.rank(i));
        long start = IntStream.range(0, i).mapToLong(k -> ctx.shape(k)[axis]).sum();
        return dy.slice(start, start + ctx.shape(i)[axis], axis);
    }

    private static Expr split(NodeContext ctx) {
        return Expr.apply("Concat", Attributes.of("axis", ctx.axis("axis", 0, ctx.rank(0))), ctx.dys());
    }

    private static Expr tile(Expr dy, NodeContext ctx) {
        if (!ctx.knowsIntegers(1)) {
            return SelectionRules.addedAtPositions(ctx, dy);
        }
        var repeats = ctx.integers(1);
        var shape = ctx.shape(0);
        var split = new long[2 * shape.length];
        for (int d = 0; d < shape.length; d++) {
            split[2 * d] = repeats[d];
            // The batch size may differ at run time, so it is computed.
            split[2 * d + 1] = d == 0 ? -1 : shape[d];
        }
        var axes = IntStream.range(0, shape.length).mapToLong(d -> 2L * d).toArray();
        return dy.reshape(split).sum(axes).squeeze(axes);
    }

    private static Expr depthToSpace(Expr x, Expr dy, NodeContext ctx) {
        if (ctx.attributes().text("mode", "DCR").equals("DCR")) {
            return dy.op("SpaceToDepth", blocks(ctx));
        }
        var shape = ctx.shape(0);
        long b = ctx.attributes().integer("blocksize", 1);
        return dy.reshape(-1, shape[1] / (b * b), shape[2], b, shape[3], b)
                .transpose(0, 1, 3, 5, 2, 4)
                .reshapeLike(x);
    }

    private static Attributes blocks(NodeContext ctx) {
        return Attributes.of("blocksize", ctx.attributes().integer("blocksize", 1));
    }
}
