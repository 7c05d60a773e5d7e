package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Grads.grads;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rules of matrix products. */
final class LinearRules {

    private LinearRules() {}

    static void addTo(RuleSection table) {
        // spotless:off
        table.rule("Gemm",   (ctx, dy) -> gemm(ctx, dy));
        table.rule("MatMul", (ctx, dy) -> matmul(ctx, dy));
        table.rule("Einsum", (ctx, dy) -> i -> einsum(ctx, dy, i));
        // spotless:on
    }

    /** Returns the gradients of y = alpha A' B' + beta C, where A' is A or its transpose, and B' accordingly. */
    private static Grads gemm(NodeContext ctx, Expr dy) {
        var a = ctx.x(0);
        var b = ctx.x(1);
        long ta = ctx.attributes().integer("transA", 0);
        long tb = ctx.attributes().integer("transB", 0);
        float alpha = ctx.attributes().real("alpha", 1);
        var da = ta == 0 ? gemm(dy, b, 0, 1 - tb, alpha) : gemm(b, dy, tb, 1, alpha);
        var db = tb == 0 ? gemm(a, dy, 1 - ta, 0, alpha) : gemm(dy, a, 1, ta, alpha);
        return grads(da, db, ctx.unbroadcast(2, dy.times(ctx.real("beta", 1f))));
    }

    private static Expr gemm(Expr a, Expr b, long transA, long transB, float alpha) {
        return a.op(
                "Gemm", Attributes.of("transA", transA).and("transB", transB).and("alpha", alpha), b);
    }

    /**
     * Returns dA = dy B^T and dB = A^T dy, summed over the batch axes that were broadcast. A vector is a matrix of one
     * row or column.
     */
    static Grads matmul(NodeContext ctx, Expr dy) {
        boolean rowA = ctx.rank(0) == 1;
        boolean columnB = ctx.rank(1) == 1;
        var a = rowA ? ctx.x(0).unsqueeze(0) : ctx.x(0);
        var b = columnB ? ctx.x(1).unsqueeze(1) : ctx.x(1);
        int rank = ctx.shapeOfY().length;
        if (columnB) {
            dy = dy.unsqueeze(rank++);
        }
        if (rowA) {
            dy = dy.unsqueeze(rank++ - 1);
        }
        int rankA = Math.max(2, ctx.rank(0));
        int rankB = Math.max(2, ctx.rank(1));
        var da = dy.matmul(b.swap(rankB - 2, rankB - 1, rankB));
        var db = a.swap(rankA - 2, rankA - 1, rankA).matmul(dy);
        var batch = Arrays.copyOf(ctx.shapeOfY(), rank - 2);
        return grads(operand(ctx, 0, da, batch), operand(ctx, 1, db, batch));
    }

    /** Returns the gradient of operand {@code i} from that of its matrices in every batch. */
    private static Expr operand(NodeContext ctx, int i, Expr gradient, long[] batch) {
        var matrix = rowsAndColumns(ctx, i);
        var summed = gradient.sumTo(batched(matrix, batch), matrix);
        return ctx.rank(i) == 1 ? summed.squeeze(i) : summed;
    }

    private static long[] rowsAndColumns(NodeContext ctx, int i) {
        var shape = ctx.shape(i);
        if (shape.length > 1) {
            return shape;
        }
        return i == 0 ? new long[] {1, shape[0]} : new long[] {shape[0], 1};
    }

    private static long[] batched(long[] matrix, long[] batch) {
        return LongStream.concat(Arrays.stream(batch), Arrays.stream(matrix, matrix.length - 2, matrix.length))
                .toArray();
    }

    /** Returns the gradient of one operand: an Einsum of dy and the other operands. */
    private static Expr einsum(NodeContext ctx, Expr dy, int i) {
        var equation = EinsumEquation.of(ctx);
        if (equation.repeats()) {
            throw ctx.noGradient("takes a diagonal, which the gradient rule does not support: " + equation);
        }
        String operand = equation.terms().get(i);
        var backwards = equation.backwards(i, equation.stretched(ctx, i));
        var operands = IntStream.range(0, ctx.inputs())
                .mapToObj(k -> k == i ? dy : ctx.x(k))
                .toList();
        var product = Expr.apply("Einsum", Attributes.of("equation", backwards.toString()), operands);
        // Axes that only this operand has were summed: the gradient is constant along them. It is summed over axes
        // along which this operand was broadcast.
        var missing = IntStream.range(0, operand.length())
                .filter(k -> backwards.result().indexOf(operand.charAt(k)) < 0)
                .mapToLong(k -> k)
                .toArray();
        return missing.length == 0 && !broadcasts(ctx, equation)
                ? product
                : product.unsqueeze(missing).expandLike(ctx.x(i));
    }

    private static boolean broadcasts(NodeContext ctx, EinsumEquation equation) {
        return IntStream.range(0, ctx.inputs())
                .anyMatch(k -> !equation.stretched(ctx, k).isEmpty());
    }
}
