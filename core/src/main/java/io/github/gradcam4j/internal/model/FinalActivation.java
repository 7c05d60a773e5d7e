package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.target.Activation;
import java.util.Optional;
import java.util.Set;

/**
 * Recognizes the softmax or sigmoid before an output, also behind operators that do not change its values, as a
 * logarithm, and written with elementary operators.
 */
final class FinalActivation {

    private static final Set<String> SUMS = Set.of("ReduceSum", "ReduceL1");

    private final PerImage model;
    private final NodePattern nodes;

    FinalActivation(PerImage model) {
        this.model = model;
        this.nodes = new NodePattern(model);
    }

    /** Returns the logits behind an output that ends in a softmax or sigmoid. */
    Optional<LogitsLocation> find(String output) {
        String values = nodes.source(output);
        String unscaled = unscaled(values);
        var probabilities = new ProbabilityOutput(output, !unscaled.equals(values), false);
        return find(unscaled, probabilities)
                .or(() -> nodes.producer(unscaled, "Log")
                        .flatMap(log -> find(nodes.source(log.input(0)), probabilities.asLogarithm())))
                .or(() -> logSoftmax(unscaled)
                        .map(logits -> location(logits, Activation.SOFTMAX, probabilities.asLogarithm())));
    }

    private Optional<LogitsLocation> find(String values, ProbabilityOutput probabilities) {
        return softmax(values)
                .map(logits -> location(logits, Activation.SOFTMAX, probabilities))
                .or(() -> sigmoid(values).map(logits -> location(logits, Activation.SIGMOID, probabilities)));
    }

    private static LogitsLocation location(String logits, Activation activation, ProbabilityOutput probabilities) {
        return new LogitsLocation(logits, Optional.of(activation), Optional.of(probabilities));
    }

    /** Returns the tensor that is multiplied by 100 to give percentages. */
    private String unscaled(String tensor) {
        return nodes.producer(tensor, "Mul")
                .flatMap(nodes::otherOperand)
                .filter(o -> o.constant() == 100)
                .map(o -> nodes.source(o.tensor()))
                .orElse(tensor);
    }

    /** Returns the logits of a softmax over the classes. */
    private Optional<String> softmax(String p) {
        var node = nodes.producer(withoutLogarithm(p));
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return switch (node.get().op()) {
            case "Softmax" ->
                Optional.of(node.get()).filter(this::isOverClasses).map(n -> n.input(0));
            case "Exp" -> logSoftmax(nodes.source(node.get().input(0)));
            case "Div" -> quotient(node.get().input(0), node.get().input(1));
            case "Mul" ->
                reciprocal(node.get().input(1))
                        .flatMap(sum -> quotient(node.get().input(0), sum))
                        .or(() -> reciprocal(node.get().input(0))
                                .flatMap(sum -> quotient(node.get().input(1), sum)));
            case "LpNormalization" ->
                Optional.of(node.get())
                        .filter(n -> n.attributes().integer("p", 2) == 1 && isOverClasses(n))
                        .flatMap(n -> exponent(nodes.source(n.input(0))));
            default -> Optional.empty();
        };
    }

    /** Returns the tensor x of values {@code exp(log(x))}. */
    private String withoutLogarithm(String tensor) {
        String x = tensor;
        for (var log = logarithm(x); log.isPresent(); log = logarithm(x)) {
            x = nodes.source(log.get().input(0));
        }
        return x;
    }

    /** Returns the logarithm whose exponential is a tensor. */
    private Optional<Node> logarithm(String exponential) {
        return nodes.producer(exponential, "Exp").flatMap(exp -> nodes.producer(nodes.source(exp.input(0)), "Log"));
    }

    private boolean isOverClasses(Node node) {
        var shape = model.shape(node.input(0));
        long axis = node.attributes().integer("axis", -1);
        int at = (int) (axis < 0 ? axis + shape.length : axis);
        return at < shape.length && shape[at] == model.size(node.input(0));
    }

    private Optional<String> reciprocal(String tensor) {
        return nodes.producer(nodes.source(tensor), "Reciprocal").map(n -> n.input(0));
    }

    /** Returns the logits of {@code exp(x) / sum(exp(x))}. */
    private Optional<String> quotient(String dividend, String divisor) {
        String e = nodes.source(dividend);
        return sum(divisor).filter(e::equals).flatMap(this::exponent);
    }

    /** Returns the tensor whose values a tensor of one element, possibly repeated, is the sum of. */
    private Optional<String> sum(String tensor) {
        return nodes.reduced(tensor).filter(n -> SUMS.contains(n.op())).map(n -> nodes.source(n.input(0)));
    }

    private Optional<String> exponent(String e) {
        return nodes.producer(e, "Exp").map(n -> unshifted(n.input(0)));
    }

    /** Returns the tensor before the subtraction of its maximum. */
    private String unshifted(String tensor) {
        String x = nodes.source(tensor);
        return nodes.producer(x, "Sub")
                .filter(sub -> nodes.reduced(sub.input(1))
                        .filter(n -> n.op().equals("ReduceMax"))
                        .filter(n -> nodes.source(n.input(0)).equals(nodes.source(sub.input(0))))
                        .isPresent())
                .map(sub -> sub.input(0))
                .orElse(x);
    }

    /** Returns the logits of the logarithm of a softmax. */
    private Optional<String> logSoftmax(String tensor) {
        var node = nodes.producer(tensor);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return switch (node.get().op()) {
            case "LogSoftmax" ->
                Optional.of(node.get()).filter(this::isOverClasses).map(n -> n.input(0));
            case "Log" -> softmax(nodes.source(node.get().input(0)));
            case "Sub" -> {
                String x = nodes.source(node.get().input(0));
                yield logSumExp(node.get().input(1)).filter(x::equals).map(this::unshifted);
            }
            default -> Optional.empty();
        };
    }

    /** Returns x for a tensor {@code log(sum(exp(x)))}. */
    private Optional<String> logSumExp(String tensor) {
        var direct = nodes.reduced(tensor).filter(n -> n.op().equals("ReduceLogSumExp"));
        return direct.isPresent()
                ? direct.map(n -> nodes.source(n.input(0)))
                : nodes.producer(nodes.source(tensor), "Log")
                        .flatMap(n -> sum(n.input(0)))
                        .flatMap(e -> nodes.producer(e, "Exp"))
                        .map(n -> nodes.source(n.input(0)));
    }

    /** Returns the logits of a sigmoid: {@code 1 / (1 + exp(-x))} or {@code exp(x) / (1 + exp(x))}. */
    private Optional<String> sigmoid(String p) {
        var node = nodes.producer(p);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return switch (node.get().op()) {
            case "Sigmoid" -> Optional.of(node.get().input(0));
            case "Reciprocal" -> onePlusExp(node.get().input(0)).flatMap(this::negated);
            case "Div" -> {
                String dividend = nodes.source(node.get().input(0));
                yield nodes.isConstant(dividend, 1)
                        ? onePlusExp(node.get().input(1)).flatMap(this::negated)
                        : onePlusExp(node.get().input(1))
                                .filter(x -> nodes.producer(dividend, "Exp")
                                        .filter(e -> nodes.source(e.input(0)).equals(x))
                                        .isPresent());
            }
            default -> Optional.empty();
        };
    }

    /** Returns x for a tensor {@code 1 + exp(x)}. */
    private Optional<String> onePlusExp(String tensor) {
        return nodes.producer(nodes.source(tensor), "Add")
                .flatMap(nodes::otherOperand)
                .filter(o -> o.constant() == 1)
                .flatMap(o -> nodes.producer(nodes.source(o.tensor()), "Exp"))
                .map(n -> nodes.source(n.input(0)));
    }

    /** Returns x for a tensor {@code -x}. */
    private Optional<String> negated(String tensor) {
        return nodes.producer(tensor).flatMap(n -> switch (n.op()) {
            case "Neg" -> Optional.of(n.input(0));
            case "Mul" -> nodes.otherOperand(n).filter(o -> o.constant() == -1).map(NodePattern.Operand::tensor);
            case "Sub" -> Optional.of(n.input(1)).filter(x -> nodes.isConstant(n.input(0), 0));
            default -> Optional.empty();
        });
    }
}
