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
import java.util.stream.IntStream;

/** Reverse-mode differentiation: visits the nodes of a graph from the output to the inputs and applies their rules. */
final class Backward {

    private final Graph graph;
    private final Shapes shapes;
    private final RuleTable rules;
    private final GraphBuilder target;

    /** @param target receives the backward graph; a copy of {@code graph} */
    Backward(Graph graph, Shapes shapes, RuleTable rules, GraphBuilder target) {
        this.graph = graph;
        this.shapes = shapes;
        this.rules = rules;
        this.target = target;
    }

    /**
     * Writes the gradients of {@code sum(gradOutput * output)}.
     *
     * @param wrt the tensors with respect to which the gradient is taken
     * @return for each of them the name of its gradient
     * @throws NoGradientException if an operator on a path has no rule, or the output does not depend on one of the
     *     tensors
     */
    Map<String, String> write(String output, String gradOutput, Collection<String> wrt) {
        var onPaths = differentiableFrom(graph, shapes, wrt, rules);
        var terms = new HashMap<String, List<String>>();
        var gradients = new HashMap<String, String>();
        terms.put(output, new ArrayList<>(List.of(gradOutput)));
        for (int n = graph.nodes().size() - 1; n >= 0; n--) {
            var node = graph.nodes().get(n);
            for (String y : node.outputs()) {
                sum(y, terms, gradients);
            }
            if (node.outputs().stream().anyMatch(gradients::containsKey)) {
                differentiate(node, onPaths, terms, gradients);
            }
        }
        var results = new LinkedHashMap<String, String>();
        for (String tensor : wrt) {
            sum(tensor, terms, gradients);
            if (!gradients.containsKey(tensor)) {
                throw new NoGradientException(String.format(
                        Locale.ROOT,
                        "no gradient flows from %s to %s: %s",
                        output,
                        tensor,
                        reason(output, tensor, onPaths)));
            }
            results.put(tensor, gradients.get(tensor));
        }
        return results;
    }

    private String reason(String output, String tensor, Set<String> onPaths) {
        var between = graph.descendants(Set.of(tensor));
        var needed = graph.ancestors(Set.of(output));
        return graph.nodes().stream()
                .filter(n -> n.outputs().stream().anyMatch(o -> needed.contains(o) && between.contains(o)))
                .filter(n -> n.outputs().stream().anyMatch(o -> !onPaths.contains(o)))
                .findFirst()
                .map(n -> String.format(
                        Locale.ROOT,
                        "between them are only operators whose gradient is zero, such as %s (node %s)",
                        n.op(),
                        n.label()))
                .orElse(String.format(Locale.ROOT, "%s does not depend on %s", output, tensor));
    }

    /**
     * Returns these tensors and all tensors that are computed from them by differentiable operators: floating-point
     * numbers, and integers that represent real numbers in a quantized model.
     */
    static Set<String> differentiableFrom(Graph graph, Shapes shapes, Collection<String> wrt, RuleTable rules) {
        var onPaths = new HashSet<>(wrt);
        for (Node node : graph.nodes()) {
            if (rules.carrying(node).stream().anyMatch(onPaths::contains)) {
                boolean quantized = QuantizationRules.quantizes(node.op())
                        || node.inputs().stream().anyMatch(i -> onPaths.contains(i) && shapes.integral(i));
                node.outputs().stream()
                        .filter(o -> !o.isEmpty() && (quantized || !shapes.integral(o)))
                        .filter(o -> rules.isDifferentiable(node, o))
                        .forEach(onPaths::add);
            }
        }
        return onPaths;
    }

    private void differentiate(
            Node node, Set<String> onPaths, Map<String, List<String>> terms, Map<String, String> gradients) {
        if (node.outputs().stream().noneMatch(o -> gradients.containsKey(o) && onPaths.contains(o))) {
            return;
        }
        var inputs = IntStream.range(0, node.inputs().size())
                .filter(i -> onPaths.contains(node.input(i)) && rules.carries(node, i))
                .toArray();
        if (inputs.length > 0) {
            var ctx = new NodeContext(node, shapes, gradients);
            var rule = rule(node);
            var grads = node.interpret(() -> rule.gradients(ctx, ctx.dy()));
            var writer = new ExprWriter(node, target);
            for (int i : inputs) {
                var term = node.interpret(() -> writer.write(ctx.existing(grads, i)));
                terms.computeIfAbsent(node.input(i), t -> new ArrayList<>()).add(term);
            }
            ctx.checkOutputs();
        }
        var captured = new HashSet<>(node.reads());
        captured.removeAll(Set.copyOf(node.inputs()));
        boolean captures = captured.stream().anyMatch(onPaths::contains);
        if (captures) {
            throw new NoGradientException(String.format(
                    Locale.ROOT, "%s (node %s) has a subgraph, which is not supported", node.op(), node.label()));
        }
    }

    private BackwardRule rule(Node node) {
        rules.unsupported(node, shapes).ifPresent(reason -> {
            throw new NoGradientException(reason);
        });
        return rules.rule(node.op()).orElseThrow();
    }

    /** Adds the terms of a tensor's gradient, when all of them are written. */
    private void sum(String tensor, Map<String, List<String>> terms, Map<String, String> gradients) {
        var all = terms.remove(tensor);
        if (all != null) {
            gradients.put(tensor, all.size() == 1 ? all.get(0) : target.node("grad/" + tensor, "Sum", all));
        }
    }
}
