package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The first operator without a gradient rule behind each tensor of a graph, found in one pass backwards. */
final class Obstacles {

    private static final int NONE = Integer.MAX_VALUE;

    private final Graph graph;
    private final Shapes shapes;
    private final RuleTable rules;
    private final Set<String> needed;

    /** By tensor, the position of the first node without a rule that its gradient passes. */
    private final Map<String, Integer> first = new HashMap<>();

    private Obstacles(Graph graph, Shapes shapes, RuleTable rules, Set<String> needed) {
        this.graph = graph;
        this.shapes = shapes;
        this.rules = rules;
        this.needed = needed;
    }

    /**
     * Returns by tensor the reason why the gradient of {@code output} with respect to it cannot be computed; tensors
     * for which it can, and those that have no influence on the output, are left out.
     */
    static Map<String, String> of(Graph graph, Shapes shapes, RuleTable rules, String output) {
        var obstacles = new Obstacles(graph, shapes, rules, graph.ancestors(Set.of(output)));
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            obstacles.visit(graph.nodes().get(i), i);
        }
        var reasons = new HashMap<String, String>();
        obstacles.first.forEach((tensor, i) -> reasons.put(
                tensor, rules.unsupported(graph.nodes().get(i), shapes).orElseThrow()));
        return reasons;
    }

    /** Adds what a node is to the tensors that it reads. Nodes that read its outputs were visited before. */
    private void visit(Node node, int position) {
        int own = rules.unsupported(node, shapes).isPresent() ? position : NONE;
        int ofReal = NONE;
        int ofIntegers = NONE;
        for (String output : node.outputs()) {
            if (needed.contains(output) && rules.isDifferentiable(node, output)) {
                int behind = Math.min(own, first.getOrDefault(output, NONE));
                ofIntegers = Math.min(ofIntegers, behind);
                if (QuantizationRules.quantizes(node.op()) || !shapes.integral(output)) {
                    ofReal = Math.min(ofReal, behind);
                }
            }
        }
        if (ofIntegers == NONE) {
            return;
        }
        for (String read : rules.carrying(node)) {
            int behind = shapes.integral(read) ? ofIntegers : ofReal;
            if (behind != NONE) {
                first.merge(read, behind, Math::min);
            }
        }
    }
}
