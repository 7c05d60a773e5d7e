package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.model.FeatureLayout;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The layers that people name: the last one of each size of maps, those with a short name, and blocks and stages such
 * as {@code layer4}, {@code layer4.1} or {@code blocks.11}. Immutable.
 */
final class MainLayers {

    private final Set<Node> lastOfSize;
    private final Set<String> blocks = new HashSet<>();
    private final Set<String> aliased;

    /**
     * Creates the set of main layers.
     *
     * @param layouts the nodes whose output is a map, in the order of the graph
     * @param modules the paths of all modules of these nodes
     * @param aliased the tensors and nodes with a short name
     * @param copies whether the output of a node is not a layer of its own
     */
    MainLayers(
            Map<Node, FeatureLayout> layouts, Collection<String> modules, Set<String> aliased, Predicate<Node> copies) {
        var last = new HashMap<List<Integer>, Node>();
        layouts.forEach((node, layout) -> {
            if (!copies.test(node)) {
                last.put(List.of(layout.height(), layout.width()), node);
            }
        });
        this.lastOfSize = Set.copyOf(last.values());
        this.aliased = aliased;
        var nodes = new HashMap<String, Integer>();
        layouts.keySet().forEach(n -> ModulePath.modules(n).forEach(m -> nodes.merge(m, 1, Integer::sum)));
        modules.stream().filter(m -> nodes.getOrDefault(m, 0) > 1 && isBlock(m)).forEach(blocks::add);
    }

    /** Returns whether no parent of a module is a numbered one: {@code blocks.11}, but not {@code blocks.11.mlp}. */
    private static boolean isBlock(String module) {
        var segments = module.split("\\.");
        for (int i = 0; i < segments.length - 1; i++) {
            if (segments[i].matches("\\d+")) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the layer of a node is a main one. */
    boolean contains(Node node, String name) {
        return lastOfSize.contains(node)
                || aliased.contains(node.output())
                || aliased.contains(node.name())
                || blocks.contains(name);
    }
}
