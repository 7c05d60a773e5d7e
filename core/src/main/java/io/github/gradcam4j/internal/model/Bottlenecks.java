package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The nodes through which every differentiable path from some tensors to an output passes. In topological order, these
 * are the nodes on a path over which no edge of a path jumps, so that two passes find all of them. Immutable.
 */
final class Bottlenecks {

    private final Graph graph;
    private final Set<String> roots;
    private final Set<String> differentiable;

    /** By tensor that a path from the roots reaches, the position of the node that writes it. */
    private final Map<String, Integer> reached = new HashMap<>();

    /** By position, the difference of the number of edges over it and over the position before. */
    private final int[] jumps;

    private final Set<String> found = new HashSet<>();
    private final boolean isReached;

    /**
     * Finds the nodes.
     *
     * @param roots the tensors at which the paths begin
     * @param output the tensor at which they end
     * @param differentiable the tensors that are computed from the roots by differentiable operators
     */
    Bottlenecks(Graph graph, Collection<String> roots, String output, Set<String> differentiable) {
        this.graph = graph;
        this.roots = Set.copyOf(roots);
        this.differentiable = differentiable;
        this.jumps = new int[graph.nodes().size() + 1];
        reach();
        this.isReached = reached.containsKey(output);
        if (isReached) {
            countJumps(output);
        }
    }

    private boolean passes(Node node) {
        return differentiable.contains(node.output());
    }

    private void reach() {
        roots.forEach(root -> reached.put(root, -1));
        for (int i = 0; i < jumps.length - 1; i++) {
            var node = graph.nodes().get(i);
            int position = i;
            boolean isOnPath = passes(node) && node.inputs().stream().anyMatch(reached::containsKey);
            node.outputs().stream().filter(o -> isOnPath || roots.contains(o)).forEach(o -> reached.put(o, position));
        }
    }

    /** Counts the edges of the paths that end in the output, from the last node to the first. */
    private void countJumps(String output) {
        var useful = new HashSet<>(Set.of(output));
        var ends = new boolean[jumps.length];
        for (int i = jumps.length - 2; i >= 0; i--) {
            var node = graph.nodes().get(i);
            ends[i] = node.outputs().stream().anyMatch(o -> useful.contains(o) && reached.containsKey(o));
            if (ends[i] && node.outputs().stream().anyMatch(roots::contains)) {
                jump(-1, i);
            }
            if (ends[i] && passes(node)) {
                for (String input : node.inputs()) {
                    var from = reached.get(input);
                    if (from != null) {
                        useful.add(input);
                        jump(from, i);
                    }
                }
            }
        }
        int over = 0;
        for (int i = 0; i < ends.length - 1; i++) {
            over += jumps[i];
            if (ends[i] && over == 0) {
                found.add(graph.nodes().get(i).output());
            }
        }
    }

    /** Counts an edge at each position between two nodes. */
    private void jump(int from, int to) {
        if (to - from > 1) {
            jumps[from + 1]++;
            jumps[to]--;
        }
    }

    /** Returns whether every path passes through the node that writes this tensor; true if there is no path. */
    boolean contains(String tensor) {
        return !isReached || found.contains(tensor);
    }
}
