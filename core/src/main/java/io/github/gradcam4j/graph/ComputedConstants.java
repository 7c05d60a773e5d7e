package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Replaces tensors that nodes compute with constants. */
final class ComputedConstants {

    private static final String REPLACED = "/replaced";

    private ComputedConstants() {}

    static Graph replace(Graph graph, Collection<Constant> constants) {
        var values = new LinkedHashMap<>(graph.initializers());
        constants.forEach(c -> values.put(c.name(), c));
        var names = constants.stream().map(Constant::name).collect(Collectors.toSet());
        var nodes = new ArrayList<Node>();
        for (Node node : graph.nodes()) {
            if (node.outputs().stream().noneMatch(names::contains)) {
                nodes.add(node);
            } else if (!node.outputs().stream().allMatch(o -> o.isEmpty() || names.contains(o))) {
                nodes.add(node.withOutputs(renamed(graph, node.outputs(), names)));
            }
        }
        return new Graph(graph.operators(), graph.inputs(), graph.outputs(), values, nodes, graph.metadata())
                .part(graph.inputs(), graph.outputNames());
    }

    /** Renames the replaced outputs of a node whose other outputs are kept, such as those of Split. */
    private static List<String> renamed(Graph graph, List<String> outputs, Set<String> replaced) {
        var taken = graph.tensors();
        return outputs.stream()
                .map(o -> {
                    String name = o;
                    for (int i = 0; replaced.contains(o) && !taken.add(name); i++) {
                        name = o + REPLACED + (i == 0 ? "" : "_" + i);
                    }
                    return name;
                })
                .toList();
    }
}
