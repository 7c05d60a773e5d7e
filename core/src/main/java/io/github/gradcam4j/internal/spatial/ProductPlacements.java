package io.github.gradcam4j.internal.spatial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rules of reductions and of products of matrices: an axis along which they sum ends. */
final class ProductPlacements {

    private ProductPlacements() {}

    static void addTo(Map<String, PlacementRule> rules) {
        for (String kind :
                List.of("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum", "SumSquare")) {
            rules.put("Reduce" + kind, ProductPlacements::reduction);
        }
        for (String op : List.of("MatMul", "MatMulInteger")) {
            rules.put(op, ProductPlacements::product);
        }
        rules.put("Gemm", ProductPlacements::gemm);
        rules.put("Einsum", ProductPlacements::einsum);
    }

    private static List<Placement> reduction(PlacementNode node, int output) {
        int rank = node.rank(0);
        var given = node.integers(1, "axes");
        if (node.hasInput(1) && given.isEmpty()) {
            return List.of();
        }
        boolean unchanged = node.attributes().integer("noop_with_empty_axes", 0) != 0;
        var axes = given.filter(a -> a.length > 0)
                .map(a -> PlacementNode.axes(a, rank))
                .orElseGet(
                        () -> unchanged ? new int[0] : IntStream.range(0, rank).toArray());
        var shape = node.outputShape(output);
        return node.map(0, spans -> {
            var reduced = spans;
            for (int axis : axes) {
                reduced = reduced == null ? null : reduced.sum(axis);
            }
            return reduced == null ? null : reduced.reshape(shape);
        });
    }

    /** Rows of the first matrix stay, such as the queries of an attention, and so do columns of the second. */
    private static List<Placement> product(PlacementNode node, int output) {
        var shape = node.outputShape(output);
        int a = node.rank(0);
        int b = node.rank(1);
        if (a < 2 || b < 2) {
            return vector(node, shape, a, b);
        }
        int m = node.shape(0)[a - 2];
        int n = node.shape(1)[b - 1];
        var all = new ArrayList<Placement>();
        all.addAll(node.map(0, spans -> {
            var summed = spans.sum(a - 1);
            return summed == null ? null : summed.withSize(a - 1, n).broadcast(shape);
        }));
        all.addAll(node.map(1, spans -> {
            var summed = spans.sum(b - 2);
            return summed == null ? null : summed.withSize(b - 2, m).broadcast(shape);
        }));
        return Placement.merged(all);
    }

    /** A product with a vector, whose dimension is summed. */
    private static List<Placement> vector(PlacementNode node, int[] shape, int a, int b) {
        int matrix = a >= b ? 0 : 1;
        int axis = matrix == 0 ? a - 1 : Math.max(0, b - 2);
        return node.map(matrix, spans -> {
            var summed = spans.sum(axis);
            return summed == null ? null : summed.reshape(shape);
        });
    }

    private static List<Placement> gemm(PlacementNode node, int output) {
        var shape = node.outputShape(output);
        int summedOfA = node.attributes().integer("transA", 0) != 0 ? 0 : 1;
        int summedOfB = node.attributes().integer("transB", 0) != 0 ? 1 : 0;
        var swap = new int[] {1, 0};
        var all = new ArrayList<Placement>();
        all.addAll(node.map(0, spans -> {
            var summed = spans.sum(summedOfA);
            var kept = summed == null || summedOfA == 1 ? summed : summed.transpose(swap);
            return kept == null ? null : kept.withSize(1, shape[1]);
        }));
        all.addAll(node.map(1, spans -> {
            var summed = spans.sum(summedOfB);
            var kept = summed == null || summedOfB == 0 ? summed : summed.transpose(swap);
            return kept == null ? null : kept.withSize(0, shape[0]);
        }));
        all.addAll(node.map(2, spans -> spans.broadcast(shape)));
        return Placement.merged(all);
    }

    private static List<Placement> einsum(PlacementNode node, int output) {
        String equation = node.attributes().text("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        if (arrow < 0) {
            return List.of();
        }
        var shape = node.outputShape(output);
        String result = letters(equation.substring(arrow + 2), shape.length);
        var operands = equation.substring(0, arrow).split(",");
        var all = new ArrayList<Placement>();
        for (int i = 0; i < operands.length; i++) {
            String letters = letters(operands[i], node.rank(i));
            all.addAll(node.map(i, spans -> einsum(spans, letters, result, shape)));
        }
        return Placement.merged(all);
    }

    /** Returns a term with a digit for each dimension of its ellipsis, which are aligned on the right. */
    private static String letters(String term, int rank) {
        int count = rank - term.replace("...", "").length();
        String digits = IntStream.rangeClosed(1, count)
                .mapToObj(i -> String.valueOf(count - i))
                .collect(Collectors.joining());
        return term.replace("...", digits);
    }

    private static Spans einsum(Spans spans, String letters, String result, int[] shape) {
        var summed = spans;
        var kept = new StringBuilder();
        for (int d = 0; d < letters.length(); d++) {
            if (result.indexOf(letters.charAt(d)) < 0) {
                summed = summed == null ? null : summed.sum(d);
            } else {
                kept.append(letters.charAt(d));
            }
        }
        if (summed == null) {
            return null;
        }
        // Dimensions of the operand in the order of the result, the summed ones, of size 1, last; then the missing
        // ones.
        var order = IntStream.concat(
                        result.chars().map(letters::indexOf).filter(d -> d >= 0),
                        IntStream.range(0, letters.length()).filter(d -> result.indexOf(letters.charAt(d)) < 0))
                .toArray();
        var ordered = summed.transpose(order);
        var wide = result.chars()
                .map(c -> letters.indexOf(c) < 0 ? 1 : shape[result.indexOf(c)])
                .toArray();
        return ordered.reshape(wide).broadcast(shape);
    }
}
