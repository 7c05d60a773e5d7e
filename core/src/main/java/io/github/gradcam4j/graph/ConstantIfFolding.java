package io.github.gradcam4j.graph;

import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Replaces each {@code If} whose condition depends only on shapes by the branch that is taken. */
final class ConstantIfFolding {

    private ConstantIfFolding() {}

    /**
     * Folds a graph.
     *
     * @param conditions returns the values of a tensor of booleans for the shapes of interest; empty if they depend on
     *     the values of the inputs
     * @return the same graph if it has no {@code If} with a known condition
     */
    static Graph fold(Graph graph, Function<String, Optional<long[]>> conditions) {
        var taken = new HashMap<Node, Boolean>();
        graph.nodes().stream()
                .filter(n -> n.op().equals("If"))
                .forEach(n -> conditions
                        .apply(n.input(0))
                        .filter(value -> value.length == 1)
                        .ifPresent(value -> taken.put(n, value[0] != 0)));
        if (taken.isEmpty()) {
            return graph;
        }
        var builder = GraphBuilder.like(graph, graph.opset());
        for (Node node : graph.nodes()) {
            if (taken.containsKey(node)) {
                String branch = taken.get(node) ? "then_branch" : "else_branch";
                var body = node.attributes()
                        .graph(branch)
                        .orElseThrow(() -> new InvalidModelException(String.format(
                                Locale.ROOT,
                                "node %s of type If has no %s; export the model again",
                                node.label(),
                                branch)));
                FunctionInlining.branch(node, body, builder);
            } else {
                builder.add(node);
            }
        }
        return builder.build();
    }
}
