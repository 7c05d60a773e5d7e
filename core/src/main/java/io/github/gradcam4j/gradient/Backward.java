package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Walks a graph backwards from one tensor to others and writes the gradient as it goes. */
final class Backward {

    private final Graph graph;
    private final Shapes shapes;
    private final RuleTable rules;
    private final GraphBuilder target;

    /** @param target the graph that is written to; it holds {@code graph} already */
    Backward(Graph graph, Shapes shapes, RuleTable rules, GraphBuilder target) {
        this.graph = graph;
        this.shapes = shapes;
        this.rules = rules;
        this.target = target;
    }

    /**
     * Writes the gradients of {@code sum(seed * output)}.
     *
     * @return for each wanted tensor the name of its gradient
     * @throws NoGradientException if an operator on the way has no rule, or nothing of a wanted tensor reaches the output
     */
    Map<String, String> write(String output, String seed, Collection<String> wanted) {
        var carrying = differentiableFrom(graph, shapes, wanted, rules);
        var terms = new HashMap<String, List<String>>();
        var gradients = new HashMap<String, String>();
        terms.put(output, new ArrayList<>(List.of(seed)));
        for (int n = graph.nodes().size() - 1; n >= 0; n--) {
            var node = graph.nodes().get(n);
            for (String y : node.outputs()) {
                settle(y, terms, gradients);
            }
            if (node.outputs().stream().anyMatch(gradients::containsKey)) {
                differentiate(node, carrying, terms, gradients);
            }
        }
        var results = new LinkedHashMap<String, String>();
        for (String tensor : wanted) {
            settle(tensor, terms, gradients);
            if (!gradients.containsKey(tensor)) {
                throw new NoGradientException(String.format(
                        Locale.ROOT,
                        "no gradient flows from %s back to %s: the one does not depend on the other",
                        output,
                        tensor));
            }
            results.put(tensor, gradients.get(tensor));
        }
        return results;
    }

    /**
     * What passes on a change of the wanted tensors: them, and all floating-point tensors that are computed from them
     * without being silent.
     */
    static Set<String> differentiableFrom(Graph graph, Shapes shapes, Collection<String> wanted, RuleTable rules) {
        var carrying = new HashSet<>(wanted);
        for (Node node : graph.nodes()) {
            if (node.reads().stream().anyMatch(carrying::contains)) {
                node.outputs().stream()
                        .filter(o -> !o.isEmpty() && rules.passesOn(node, shapes.integral(o)))
                        .forEach(carrying::add);
            }
        }
        return carrying;
    }

    private void differentiate(
            Node node, Set<String> carrying, Map<String, List<String>> terms, Map<String, String> gradients) {
        var step = new NodeContext(node, shapes, target, gradients);
        for (int i = 0; i < node.inputs().size(); i++) {
            if (carrying.contains(node.input(i))) {
                var term = rule(node).gradient(step, i).name();
                terms.computeIfAbsent(node.input(i), t -> new ArrayList<>()).add(term);
            }
        }
        boolean captures = node.reads().stream()
                .anyMatch(t -> carrying.contains(t) && !node.inputs().contains(t));
        if (captures) {
            throw new NoGradientException(String.format(
                    Locale.ROOT, "%s (node %s) has a subgraph, which is not differentiated", node.op(), node.label()));
        }
    }

    private BackwardRule rule(Node node) {
        rules.missing(node).ifPresent(why -> {
            throw new NoGradientException(why);
        });
        return rules.rule(node.op()).orElseThrow();
    }

    /** All terms of a tensor's gradient are known: they are added once. */
    private void settle(String tensor, Map<String, List<String>> terms, Map<String, String> gradients) {
        var all = terms.remove(tensor);
        if (all != null) {
            gradients.put(tensor, all.size() == 1 ? all.get(0) : target.node("grad/" + tensor, "Sum", all));
        }
    }
}
