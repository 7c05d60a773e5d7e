package io.github.gradcam4j.graph;

import java.util.HashSet;

/** Fixes a free batch in the declarations of a graph. */
final class FixedBatch {

    private FixedBatch() {}

    static Graph of(Graph graph, long images) {
        var symbols = new HashSet<String>();
        for (TensorInfo input : graph.inputs()) {
            if (isFree(input)) {
                input.symbol(0).ifPresent(symbols::add);
            }
        }
        var inputs = graph.inputs().stream()
                .map(i -> isFree(i) ? i.withFirst(images) : i)
                .map(i -> i.withSize(symbols, images))
                .toList();
        var outputs =
                graph.outputs().stream().map(o -> o.withSize(symbols, images)).toList();
        return new Graph(graph.operators(), inputs, outputs, graph.initializers(), graph.nodes(), graph.metadata());
    }

    private static boolean isFree(TensorInfo input) {
        return input.shape().filter(s -> s.length > 0 && s[0] < 0).isPresent();
    }
}
