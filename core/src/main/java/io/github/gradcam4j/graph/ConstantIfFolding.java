package io.github.gradcam4j.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Replaces each {@code If} whose condition follows from shapes alone by the branch that is taken. */
public final class ConstantIfFolding {

    private static final Set<String> OF_SHAPE_ALONE = Set.of("Shape", "Size");

    private ConstantIfFolding() {}

    /** Whether there is a node that {@link #fold} would replace. */
    public static boolean foldable(Graph graph) {
        var data = dependingOnData(graph);
        return graph.nodes().stream().anyMatch(n -> foldable(n, data));
    }

    /**
     * @param known the values of a tensor of booleans at the shapes that the graph is folded for
     */
    public static Graph fold(Graph graph, Function<String, Optional<long[]>> known) {
        var data = dependingOnData(graph);
        var builder = GraphBuilder.like(graph, graph.opset());
        for (Node node : graph.nodes()) {
            var condition = foldable(node, data) ? known.apply(node.input(0)) : Optional.<long[]>empty();
            if (condition.isPresent()) {
                String branch = condition.get()[0] != 0 ? "then_branch" : "else_branch";
                FunctionInlining.branch(node, node.attributes().graph(branch).orElseThrow(), builder);
            } else {
                builder.add(node);
            }
        }
        return builder.graph();
    }

    private static boolean foldable(Node node, Set<String> data) {
        return node.op().equals("If") && !data.contains(node.input(0));
    }

    private static Set<String> dependingOnData(Graph graph) {
        var data = new HashSet<>(graph.inputNames());
        for (Node node : graph.nodes()) {
            if (!OF_SHAPE_ALONE.contains(node.op())
                    && Graph.reads(node).stream().anyMatch(data::contains)) {
                data.addAll(List.copyOf(node.outputs()));
            }
        }
        return data;
    }
}
