package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Replaces an input by one of another type, from which the graph computes the tensor of the old input. */
final class CastInput {

    private CastInput() {}

    static Graph replace(Graph graph, String name, ElementType type) {
        var old = graph.inputs().stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the graph has no input " + name));
        String added = name + "/" + type.name().toLowerCase(Locale.ROOT);
        while (graph.tensors().contains(added)) {
            added += "_";
        }
        var replacement = old.with(type).withName(added);
        var inputs = graph.inputs().stream()
                .map(i -> i.equals(old) ? replacement : i)
                .toList();
        var nodes = new ArrayList<Node>();
        nodes.add(new Node(
                name,
                "",
                "Cast",
                List.of(added),
                List.of(name),
                Attributes.of("to", old.type().code())));
        nodes.addAll(graph.nodes());
        return new Graph(graph.operators(), inputs, graph.outputs(), graph.initializers(), nodes, graph.metadata());
    }
}
