package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import java.util.Optional;
import java.util.Set;

/** The learned vectors that a vision transformer adds to its tokens. */
final class PositionEmbedding {

    /** Operators that read an embedding: a sum, a choice of positions, or a part that is resized to other sizes. */
    private static final Set<String> READERS = Set.of("Add", "Gather", "Slice", "Split");

    /** Numbers of tokens without a position: a class token, none, a class and a distillation token, registers. */
    private static final int[] OTHERS = {1, 0, 2, 5};

    private PositionEmbedding() {}

    /**
     * Returns the number of rows of patches, equal to the number of columns.
     *
     * @param width the length of a token
     */
    static Optional<Integer> positions(Graph graph, long width) {
        return graph.nodes().stream()
                .filter(node -> READERS.contains(node.op()))
                .flatMap(node -> node.inputs().stream())
                .flatMap(tensor -> GraphConstants.find(graph, tensor).stream())
                .filter(c -> c.shape().length >= 2 && c.shape()[c.shape().length - 1] == width)
                .flatMap(c -> side(c).stream())
                .findFirst();
    }

    private static Optional<Integer> side(Constant embedding) {
        var shape = embedding.shape();
        long tokens = shape[shape.length - 2];
        boolean single = shape.length == 2 || shape.length == 3 && shape[0] == 1;
        for (int others : OTHERS) {
            int side = (int) Math.round(Math.sqrt(tokens - others));
            if (single && side >= 2 && (long) side * side == tokens - others) {
                return Optional.of(side);
            }
        }
        return Optional.empty();
    }
}
