package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads a graph backwards: producers of tensors, operators that pass values on, and constants. */
final class NodePattern {

    /** The largest change of a probability that is ignored, such as Keras's bound of 1e-7 before a logarithm. */
    private static final double NEGLIGIBLE = 1e-4;

    /** Operators that change at most the shape or the type, or round the values. */
    private static final Set<String> RESHAPING = Set.of(
            "Identity",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Cast",
            "Dropout",
            "QuantizeLinear",
            "DequantizeLinear");

    private static final Set<String> REPEATING = Set.of("Expand", "Tile");

    private final PerImage model;

    NodePattern(PerImage model) {
        this.model = model;
    }

    /** Returns the node that writes a tensor if it is an ONNX operator with this name. */
    Optional<Node> producer(String tensor, String op) {
        return producer(tensor).filter(n -> n.op().equals(op));
    }

    /** Returns the node that writes a tensor if it is an ONNX operator. */
    Optional<Node> producer(String tensor) {
        return model.graph()
                .producer(tensor)
                .filter(n -> n.domain().isEmpty() && n.output().equals(tensor));
    }

    /** Returns the value of a constant of one element. */
    OptionalDouble constant(String tensor) {
        var value = model.scalar(tensor);
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }

    boolean isConstant(String tensor, double value) {
        return constant(tensor).orElse(Double.NaN) == value;
    }

    /**
     * Returns the first tensor with the same values in the same order, up to bounds that probabilities do not reach.
     */
    String source(String tensor) {
        String source = tensor;
        for (var passed = passed(source); passed.isPresent(); passed = passed(source)) {
            source = passed.get();
        }
        return source;
    }

    private Optional<String> passed(String tensor) {
        return producer(tensor).flatMap(this::passedBy).filter(x -> model.size(x) == model.size(tensor));
    }

    private Optional<String> passedBy(Node node) {
        if (RESHAPING.contains(node.op())) {
            return Optional.of(node.input(0));
        }
        return switch (node.op()) {
            case "Transpose" -> Optional.of(node.input(0)).filter(model::isRow);
            case "Gather" -> Optional.of(node.input(0)).filter(x -> model.size(node.input(1)) == 1);
            case "Clip" ->
                Optional.of(node.input(0)).filter(x -> isNegligibleBound(node, 1) && isNegligibleBound(node, 2));
            case "Max" ->
                otherOperand(node).filter(o -> o.constant <= NEGLIGIBLE).map(Operand::tensor);
            case "Min" ->
                otherOperand(node).filter(o -> o.constant >= 1 - NEGLIGIBLE).map(Operand::tensor);
            case "Mul" -> otherOperand(node).filter(o -> o.constant == 1).map(Operand::tensor);
            case "Div" -> Optional.of(node.input(0)).filter(x -> isConstant(node.input(1), 1));
            case "Add" ->
                otherOperand(node)
                        .filter(o -> Math.abs(o.constant) <= NEGLIGIBLE)
                        .map(Operand::tensor);
            default -> Optional.empty();
        };
    }

    private boolean isNegligibleBound(Node clip, int bound) {
        if (!clip.hasInput(bound)) {
            return true;
        }
        double value = constant(clip.input(bound)).orElse(Double.NaN);
        return bound == 1 ? value <= NEGLIGIBLE : value >= 1 - NEGLIGIBLE;
    }

    /** Returns the reduction of one row behind a tensor of one element, possibly repeated. */
    Optional<Node> reduced(String tensor) {
        String source = source(tensor);
        var node = producer(source);
        while (node.filter(n -> REPEATING.contains(n.op())).isPresent()) {
            source = source(node.get().input(0));
            node = producer(source);
        }
        boolean isOne = node.isPresent() && model.size(source) == 1;
        return node.filter(n -> isOne && n.op().startsWith("Reduce"));
    }

    /**
     * The operand of a commutative operator whose other operand is a constant.
     *
     * @param constant the value of the other operand
     */
    record Operand(String tensor, double constant) {}

    /** Returns the operand that is not a constant, if the other one is. */
    Optional<Operand> otherOperand(Node node) {
        if (node.inputs().size() != 2) {
            return Optional.empty();
        }
        for (int i : List.of(0, 1)) {
            var constant = constant(node.input(i));
            if (constant.isPresent() && constant(node.input(1 - i)).isEmpty()) {
                return Optional.of(new Operand(node.input(1 - i), constant.getAsDouble()));
            }
        }
        return Optional.empty();
    }
}
