package io.github.gradcam4j.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Replaces each {@code If} whose condition depends only on shapes by the branch that is taken. */
final class ConstantIfFolding {

    /** Operators whose output does not depend on the values of their input. */
    private static final Set<String> OF_SHAPE_ALONE = Set.of("Shape", "Size");

    private ConstantIfFolding() {}

    /**
     * Folds a graph.
     *
     * @param conditions returns the values of a tensor of booleans for the shapes of interest; empty if they are
     *     unknown
     * @return the same graph if it has no {@code If} with a known condition
     */
    static Graph fold(Graph graph, Function<String, Optional<long[]>> conditions) {
        var data = dependingOnData(graph);
        var taken = new HashMap<Node, Boolean>();
        graph.nodes().stream()
                .filter(n -> foldable(n, data))
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
                FunctionInlining.branch(node, node.attributes().graph(branch).orElseThrow(), builder);
            } else {
                builder.add(node);
            }
        }
        return builder.build();
    }

    private static boolean foldable(Node node, Set<String> data) {
        return node.op().equals("If") && !data.contains(node.input(0));
    }

    private static Set<String> dependingOnData(Graph graph) {
        var data = new HashSet<>(graph.inputNames());
        for (Node node : graph.nodes()) {
            if (!OF_SHAPE_ALONE.contains(node.op()) && node.reads().stream().anyMatch(data::contains)) {
                data.addAll(List.copyOf(node.outputs()));
            }
        }
        return data;
    }
}
