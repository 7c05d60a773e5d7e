package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rules of matrix products. */
final class LinearRules {

    private LinearRules() {}

    static void addTo(RuleTable.Section table) {
        table.rule(
                "Gemm", "alpha dy B', alpha A' dy, beta dy; A' and B' are transposes as required", LinearRules::gemm);
        table.rule("MatMul", "dy B', A' dy, summed over broadcast axes", LinearRules::matmul);
        table.rule("Einsum", "Einsum of dy and the other operands", LinearRules::einsum);
    }

    /** Writes the gradients of y = alpha A' B' + beta C, where A' is A or its transpose, and B' accordingly. */
    private static Expr gemm(NodeContext ctx, int i) {
        long ta = ctx.attributes().integer("transA", 0);
        long tb = ctx.attributes().integer("transB", 0);
        float alpha = ctx.attributes().real("alpha", 1);
        return switch (i) {
            case 0 -> ta == 0 ? gemm(ctx.dy(), ctx.x(1), 0, 1 - tb, alpha) : gemm(ctx.x(1), ctx.dy(), tb, 1, alpha);
            case 1 -> tb == 0 ? gemm(ctx.x(0), ctx.dy(), 1 - ta, 0, alpha) : gemm(ctx.dy(), ctx.x(0), 1, ta, alpha);
            default -> ctx.dy().times(ctx.attributes().real("beta", 1)).sumTo(ctx.shapeOfY(), ctx.shape(2));
        };
    }

    private static Expr gemm(Expr a, Expr b, long transA, long transB, float alpha) {
        return a.op(
                "Gemm", Attributes.of("transA", transA).and("transB", transB).and("alpha", alpha), b);
    }

    /**
     * Writes dA = dy B^T and dB = A^T dy, summed over the batch axes that were broadcast. A vector is a matrix of one
     * row or column.
     */
    static Expr matmul(NodeContext ctx, int i) {
        boolean rowA = ctx.rank(0) == 1;
        boolean columnB = ctx.rank(1) == 1;
        var a = rowA ? ctx.x(0).unsqueeze(0) : ctx.x(0);
        var b = columnB ? ctx.x(1).unsqueeze(1) : ctx.x(1);
        var dy = ctx.dy();
        int rank = ctx.shapeOfY().length;
        if (columnB) {
            dy = dy.unsqueeze(rank++);
        }
        if (rowA) {
            dy = dy.unsqueeze(rank++ - 1);
        }
        int rankA = Math.max(2, ctx.rank(0));
        int rankB = Math.max(2, ctx.rank(1));
        var gradient = i == 0
                ? dy.matmul(b.swap(rankB - 2, rankB - 1, rankB))
                : a.swap(rankA - 2, rankA - 1, rankA).matmul(dy);
        var from = batched(i == 0 ? rowsAndColumns(ctx, 0) : rowsAndColumns(ctx, 1), batch(ctx, rank));
        var summed = gradient.sumTo(from, rowsAndColumns(ctx, i));
        return ctx.rank(i) == 1 ? summed.squeeze(i) : summed;
    }

    private static long[] rowsAndColumns(NodeContext ctx, int i) {
        var shape = ctx.shape(i);
        if (shape.length > 1) {
            return shape;
        }
        return i == 0 ? new long[] {1, shape[0]} : new long[] {shape[0], 1};
    }

    private static long[] batch(NodeContext ctx, int rank) {
        return Arrays.copyOf(ctx.shapeOfY(), rank - 2);
    }

    private static long[] batched(long[] matrix, long[] batch) {
        return LongStream.concat(Arrays.stream(batch), Arrays.stream(matrix, matrix.length - 2, matrix.length))
                .toArray();
    }

    /** Writes the gradient of one operand: an Einsum of dy and the other operands. */
    private static Expr einsum(NodeContext ctx, int i) {
        var equation = EinsumEquation.of(ctx);
        if (equation.repeats()) {
            throw ctx.noGradient("takes a diagonal, which the gradient rule does not support: " + equation);
        }
        String operand = equation.terms().get(i);
        var backwards = equation.backwards(i, equation.stretched(ctx, i));
        var operands = IntStream.range(0, ctx.inputs())
                .mapToObj(k -> k == i ? ctx.dy() : ctx.x(k))
                .map(Expr::name)
                .toList();
        var product = ctx.emit("Einsum", operands, Attributes.of("equation", backwards.toString()));
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
