package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Products of matrices. */
final class LinearRules {

    private LinearRules() {}

    static void addTo(RuleTable.Chapter table) {
        table.rule("Gemm", "alpha dy B', alpha A' dy, beta dy; A' and B' transposed as they need", LinearRules::gemm);
        table.rule("MatMul", "dy B', A' dy, summed over broadcast axes", LinearRules::matmul);
        table.rule("Einsum", "the sum of products of dy and the other operands", LinearRules::einsum);
    }

    /** y = alpha A' B' + beta C, where A' is A or its transpose. */
    private static Value gemm(Step s, int i) {
        long ta = s.attributes().integer("transA", 0);
        long tb = s.attributes().integer("transB", 0);
        float alpha = s.attributes().real("alpha", 1);
        return switch (i) {
            case 0 -> ta == 0 ? gemm(s.dy(), s.x(1), 0, 1 - tb, alpha) : gemm(s.x(1), s.dy(), tb, 1, alpha);
            case 1 -> tb == 0 ? gemm(s.x(0), s.dy(), 1 - ta, 0, alpha) : gemm(s.dy(), s.x(0), 1, ta, alpha);
            default -> s.dy().times(s.attributes().real("beta", 1)).sumTo(s.shapeOfY(), s.shape(2));
        };
    }

    private static Value gemm(Value a, Value b, long transA, long transB, float alpha) {
        return a.op(
                "Gemm", Attributes.of("transA", transA).and("transB", transB).and("alpha", alpha), b);
    }

    /** dA = dy B^T, dB = A^T dy, summed over the batch axes that were broadcast; a vector is a matrix of one row or column. */
    private static Value matmul(Step s, int i) {
        boolean rowA = s.rank(0) == 1;
        boolean columnB = s.rank(1) == 1;
        var a = rowA ? s.x(0).unsqueeze(0) : s.x(0);
        var b = columnB ? s.x(1).unsqueeze(1) : s.x(1);
        var dy = s.dy();
        int rank = s.shapeOfY().length;
        if (columnB) {
            dy = dy.unsqueeze(rank++);
        }
        if (rowA) {
            dy = dy.unsqueeze(rank++ - 1);
        }
        int rankA = Math.max(2, s.rank(0));
        int rankB = Math.max(2, s.rank(1));
        var gradient = i == 0
                ? dy.matmul(b.swap(rankB - 2, rankB - 1, rankB))
                : a.swap(rankA - 2, rankA - 1, rankA).matmul(dy);
        var from = batched(i == 0 ? rowsAndColumns(s, 0) : rowsAndColumns(s, 1), batch(s, rank));
        var summed = gradient.sumTo(from, rowsAndColumns(s, i));
        return s.rank(i) == 1 ? summed.squeeze(i) : summed;
    }

    private static long[] rowsAndColumns(Step s, int i) {
        var shape = s.shape(i);
        if (shape.length > 1) {
            return shape;
        }
        return i == 0 ? new long[] {1, shape[0]} : new long[] {shape[0], 1};
    }

    private static long[] batch(Step s, int rank) {
        return Arrays.copyOf(s.shapeOfY(), rank - 2);
    }

    private static long[] batched(long[] matrix, long[] batch) {
        return LongStream.concat(Arrays.stream(batch), Arrays.stream(matrix, matrix.length - 2, matrix.length))
                .toArray();
    }

    /** The gradient of one operand of a sum of products is the sum of products of dy and the others. */
    private static Value einsum(Step s, int i) {
        var equation = Equation.of(s);
        if (equation.repeats()) {
            throw s.noGradient("takes a diagonal, which is not differentiated: " + equation);
        }
        String wanted = equation.terms().get(i);
        var backwards = equation.backwards(i);
        var operands = IntStream.range(0, s.inputs())
                .mapToObj(k -> k == i ? s.dy() : s.x(k))
                .map(Value::name)
                .toList();
        var product = s.emit("Einsum", operands, Attributes.of("equation", backwards.toString()));
        // Letters that were summed out of this operand alone: its gradient does not vary along them.
        var missing = IntStream.range(0, wanted.length())
                .filter(k -> backwards.result().indexOf(wanted.charAt(k)) < 0)
                .mapToLong(k -> k)
                .toArray();
        return missing.length == 0 ? product : product.unsqueeze(missing).expandLike(s.x(i));
    }
}
