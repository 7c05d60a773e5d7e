package io.github.gradcam4j.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Replaces each {@code If} whose condition follows from shapes alone by the branch that is taken. */
final class ConstantIfFolding {

    private static final Set<String> OF_SHAPE_ALONE = Set.of("Shape", "Size");

    private ConstantIfFolding() {}

    /**
     * @param known the values of a tensor of booleans at the shapes that the graph is folded for
     * @return the same graph if it has no {@code If} with a known condition
     */
    static Graph fold(Graph graph, Function<String, Optional<long[]>> known) {
        var data = dependingOnData(graph);
        var conditions = new HashMap<Node, Boolean>();
        graph.nodes().stream()
                .filter(n -> foldable(n, data))
                .forEach(n -> known.apply(n.input(0))
                        .filter(value -> value.length == 1)
                        .ifPresent(value -> conditions.put(n, value[0] != 0)));
        if (conditions.isEmpty()) {
            return graph;
        }
        var builder = GraphBuilder.like(graph, graph.opset());
        for (Node node : graph.nodes()) {
            if (conditions.containsKey(node)) {
                String branch = conditions.get(node) ? "then_branch" : "else_branch";
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
