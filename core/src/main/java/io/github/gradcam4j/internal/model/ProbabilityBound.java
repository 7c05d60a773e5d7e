package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds tensors whose values are probabilities made of others, such as the mean of several softmaxes or one column of a
 * softmax. It computes an upper bound of values that are never negative.
 */
final class ProbabilityBound {

    private static final double UNBOUNDED = Double.POSITIVE_INFINITY;
    private static final double ROUNDING = 1e-5;

    private static final Set<String> ONE = Set.of("Softmax", "Sigmoid", "HardSigmoid");

    /** Operators whose results are among their operands or between them. */
    private static final Set<String> WITHIN_OPERANDS = Set.of(
            "Identity",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Dropout",
            "Slice",
            "Gather",
            "Split",
            "Expand",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "AveragePool",
            "MaxPool");

    private static final Set<String> WITHIN_ALL_OPERANDS = Set.of("Concat", "Mean", "Max", "Min");

    private final PerImage model;
    private final NodePattern nodes;
    private final Map<String, Double> bounds = new HashMap<>();

    ProbabilityBound(PerImage model) {
        this.model = model;
        this.nodes = new NodePattern(model);
    }

    /** Returns whether all values of a tensor are certain to be 0..1. */
    boolean holdsProbabilities(String tensor) {
        var needed = model.graph().ancestors(Set.of(tensor));
        for (Node node : model.graph().nodes()) {
            if (node.domain().isEmpty() && node.outputs().stream().anyMatch(needed::contains)) {
                double bound = bound(node);
                node.outputs().forEach(o -> bounds.put(o, bound));
            }
        }
        return isProbability(tensor);
    }

    private boolean isProbability(String tensor) {
        return bound(tensor) <= 1 + ROUNDING;
    }

    /** Returns the bound of a tensor; of one that a node writes, after this node was visited. */
    private double bound(String tensor) {
        var constant = nodes.constant(tensor);
        return constant.isPresent() ? nonNegative(constant.getAsDouble()) : bounds.getOrDefault(tensor, UNBOUNDED);
    }

    private static double nonNegative(double value) {
        return value >= 0 ? value : UNBOUNDED;
    }

    private double bound(Node node) {
        if (ONE.contains(node.op())) {
            return 1;
        }
        if (WITHIN_OPERANDS.contains(node.op())) {
            return bound(node.input(0));
        }
        if (WITHIN_ALL_OPERANDS.contains(node.op())) {
            return largest(node.inputs());
        }
        return switch (node.op()) {
            case "Add", "Sum" -> node.inputs().stream().mapToDouble(this::bound).sum();
            case "Mul" -> node.inputs().stream().mapToDouble(this::bound).reduce(1, (a, b) -> a * b);
            case "Div" -> quotient(node);
            case "Sub" -> nodes.isConstant(node.input(0), 1) && isProbability(node.input(1)) ? 1 : UNBOUNDED;
            case "Clip" -> clipped(node);
            default -> UNBOUNDED;
        };
    }

    private double quotient(Node node) {
        double divisor = nodes.constant(node.input(1)).orElse(0);
        return divisor > 0 ? bound(node.input(0)) / divisor : UNBOUNDED;
    }

    private double clipped(Node node) {
        double lowest = nodes.constant(node.input(1)).orElse(-1);
        double highest = nodes.constant(node.input(2)).orElse(UNBOUNDED);
        double unclipped = Math.max(bound(node.input(0)), lowest);
        return Math.min(unclipped, lowest >= 0 ? highest : UNBOUNDED);
    }

    private double largest(Collection<String> tensors) {
        return tensors.stream().mapToDouble(this::bound).max().orElse(UNBOUNDED);
    }
}
