package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move values without changing them: a gradient is moved back. */
final class ShapeRules {

    private ShapeRules() {}

    static void addTo(RuleTable.Chapter table) {
        Rule reshaped = (s, i) -> s.dy().reshapeLike(s.x(0));
        for (String op : List.of("Reshape", "Flatten", "Squeeze", "Unsqueeze")) {
            table.ofFirst(op, "dy in the shape of x", reshaped);
        }
        Rule same = (s, i) -> s.dy();
        for (String op : List.of("Identity", "Cast", "CastLike")) {
            table.ofFirst(op, "dy", same);
        }
        table.ofFirst("Dropout", "dy", ShapeRules::dropout);
        table.rule("Transpose", "dy by the inverse permutation", ShapeRules::transpose);
        table.rule(
                "Expand",
                "dy summed over the axes that grew",
                same.unbroadcast().onlyFirst(1));
        table.ofFirst("Tile", "dy summed over the repetitions", ShapeRules::tile);
        table.rule("Concat", "the operand's slice of dy", ShapeRules::concat);
        table.ofFirst("Split", "the parts' gradients joined", ShapeRules::split);
        table.rule("DepthToSpace", "SpaceToDepth of dy", ShapeRules::depthToSpace);
        table.rule("SpaceToDepth", "DepthToSpace of dy", (s, i) -> s.dy().op("DepthToSpace", blocks(s)));
    }

    private static Value dropout(Step s, int i) {
        if (s.hasX(2) && s.integers(2)[0] != 0) {
            throw s.noGradient("is in training mode; export the model for inference");
        }
        return s.dy();
    }

    private static Value transpose(Step s, int i) {
        int rank = s.rank(0);
        var permutation = s.attributes()
                .integers("perm")
                .orElseGet(() ->
                        IntStream.range(0, rank).mapToLong(a -> rank - 1 - a).toArray());
        var inverse = new long[rank];
        IntStream.range(0, rank).forEach(a -> inverse[(int) permutation[a]] = a);
        return s.dy().transpose(inverse);
    }

    private static Value concat(Step s, int i) {
        int axis = s.axis("axis", 0, s.rank(i));
        long start = IntStream.range(0, i).mapToLong(k -> s.shape(k)[axis]).sum();
        return s.dy().slice(one(start), one(start + s.shape(i)[axis]), one(axis), one(1));
    }

    private static Value split(Step s, int i) {
        var parts = s.dys();
        return parts.get(0)
                .op(
                        "Concat",
                        Attributes.of("axis", s.axis("axis", 0, s.rank(0))),
                        parts.subList(1, parts.size()).toArray(Value[]::new));
    }

    private static Value tile(Step s, int i) {
        var repeats = s.integers(1);
        var shape = s.shape(0);
        var split = new long[2 * shape.length];
        for (int d = 0; d < shape.length; d++) {
            split[2 * d] = repeats[d];
            // The batch may be another when the graph runs: it is left to be worked out.
            split[2 * d + 1] = d == 0 ? -1 : shape[d];
        }
        var axes = IntStream.range(0, shape.length).mapToLong(d -> 2L * d).toArray();
        return s.dy().reshape(split).sum(axes).squeeze(axes);
    }

    private static Value depthToSpace(Step s, int i) {
        if (s.attributes().text("mode", "DCR").equals("DCR")) {
            return s.dy().op("SpaceToDepth", blocks(s));
        }
        var x = s.shape(0);
        long b = s.attributes().integer("blocksize", 1);
        return s.dy().reshape(-1, x[1] / (b * b), x[2], b, x[3], b)
                .transpose(0, 1, 3, 5, 2, 4)
                .reshapeLike(s.x(0));
    }

    private static Attributes blocks(Step s) {
        return Attributes.of("blocksize", s.attributes().integer("blocksize", 1));
    }

    private static long[] one(long value) {
        return new long[] {value};
    }
}
