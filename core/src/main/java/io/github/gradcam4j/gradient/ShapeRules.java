package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.List;
import java.util.stream.IntStream;

/** The rules of operators that move values without changing them: a gradient is moved back. */
final class ShapeRules {

    /** The ratio of a Dropout that states none. */
    private static final float DROPOUT = 0.5f;

    private ShapeRules() {}

    static void addTo(RuleTable.Section table) {
        BackwardRule reshaped = (ctx, i) -> ctx.dy().reshapeLike(ctx.x(0));
        for (String op : List.of("Reshape", "Flatten", "Squeeze", "Unsqueeze")) {
            table.ofFirst(op, "dy in the shape of x", reshaped);
        }
        BackwardRule same = (ctx, i) -> ctx.dy();
        for (String op : List.of("Identity", "Cast", "CastLike")) {
            table.ofFirst(op, "dy", same);
        }
        table.ofFirst("Dropout", "dy", ShapeRules::dropout);
        table.rule("Transpose", "dy by the inverse permutation", ShapeRules::transpose);
        table.rule(
                "Expand", "dy summed over the expanded axes", same.unbroadcast().onlyFirst(1));
        table.ofFirst("Tile", "dy summed over the repetitions", ShapeRules::tile);
        table.rule("Concat", "the operand's slice of dy", ShapeRules::concat);
        table.ofFirst("Split", "Concat of the gradients of the parts", ShapeRules::split);
        table.rule("DepthToSpace", "SpaceToDepth of dy", ShapeRules::depthToSpace);
        table.rule("SpaceToDepth", "DepthToSpace of dy", (ctx, i) -> ctx.dy().op("DepthToSpace", blocks(ctx)));
    }

    private static Expr dropout(NodeContext ctx, int i) {
        boolean training = ctx.hasX(2) && ctx.integers(2)[0] != 0;
        float ratio = ctx.hasX(1) ? ctx.real(1).orElse(DROPOUT) : DROPOUT;
        if (training && ratio != 0) {
            throw ctx.noGradient("is in training mode and drops values at random; export the model after model.eval()");
        }
        return ctx.dy();
    }

    private static Expr transpose(NodeContext ctx, int i) {
        int rank = ctx.rank(0);
        var permutation = ctx.attributes()
                .integers("perm")
                .orElseGet(() ->
                        IntStream.range(0, rank).mapToLong(a -> rank - 1 - a).toArray());
        var inverse = new long[rank];
        IntStream.range(0, rank).forEach(a -> inverse[(int) permutation[a]] = a);
        return ctx.dy().transpose(inverse);
    }

    private static Expr concat(NodeContext ctx, int i) {
        int axis = ctx.axis("axis", 0, ctx.rank(i));
        long start = IntStream.range(0, i).mapToLong(k -> ctx.shape(k)[axis]).sum();
        return ctx.dy().slice(one(start), one(start + ctx.shape(i)[axis]), one(axis), one(1));
    }

    private static Expr split(NodeContext ctx, int i) {
        var parts = ctx.dys();
        return parts.get(0)
                .op(
                        "Concat",
                        Attributes.of("axis", ctx.axis("axis", 0, ctx.rank(0))),
                        parts.subList(1, parts.size()).toArray(Expr[]::new));
    }

    private static Expr tile(NodeContext ctx, int i) {
        if (!ctx.knowsIntegers(1)) {
            return SelectionRules.addedAtPositions(ctx);
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
        return ctx.dy().reshape(split).sum(axes).squeeze(axes);
    }

    private static Expr depthToSpace(NodeContext ctx, int i) {
        if (ctx.attributes().text("mode", "DCR").equals("DCR")) {
            return ctx.dy().op("SpaceToDepth", blocks(ctx));
        }
        var x = ctx.shape(0);
        long b = ctx.attributes().integer("blocksize", 1);
        return ctx.dy()
                .reshape(-1, x[1] / (b * b), x[2], b, x[3], b)
                .transpose(0, 1, 3, 5, 2, 4)
                .reshapeLike(ctx.x(0));
    }

    private static Attributes blocks(NodeContext ctx) {
        return Attributes.of("blocksize", ctx.attributes().integer("blocksize", 1));
    }

    private static long[] one(long value) {
        return new long[] {value};
    }
}
