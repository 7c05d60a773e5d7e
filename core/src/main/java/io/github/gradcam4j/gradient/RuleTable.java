package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of gradients: an operator's type and its rule. Operators of {@link #silent} pass no gradient and stop
 * nothing: shapes, integers, comparisons, and what is constant between its jumps. Immutable.
 */
final class RuleTable {

    private static final Set<String> SILENT = Set.of(
            "Shape",
            "Size",
            "Constant",
            "ConstantOfShape",
            "Range",
            "NonZero",
            "OneHot",
            "EyeLike",
            "RandomNormalLike",
            "RandomUniformLike",
            "ArgMax",
            "ArgMin",
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual",
            "Not",
            "And",
            "Or",
            "Xor",
            "IsNaN",
            "IsInf",
            "Floor",
            "Ceil",
            "Round",
            "Sign",
            "BitShift",
            "Hardmax");

    private final Map<String, Rule> rules;

    private RuleTable(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /** Every rule there is, as the calculus has it. */
    static RuleTable standard() {
        var table = new Chapter();
        ElementwiseRules.addTo(table);
        ActivationRules.addTo(table);
        LinearRules.addTo(table);
        ConvolutionRules.addTo(table);
        PoolingRules.addTo(table);
        NormalisationRules.addTo(table);
        ReductionRules.addTo(table);
        ShapeRules.addTo(table);
        ResamplingRules.addTo(table);
        return new RuleTable(table.rules);
    }

    /** This table with another rule for an operator. */
    RuleTable with(String op, Rule rule) {
        var changed = new TreeMap<>(rules);
        changed.put(op, rule);
        return new RuleTable(changed);
    }

    Optional<Rule> rule(String op) {
        return Optional.ofNullable(rules.get(op));
    }

    /** Why a node cannot be differentiated; empty where it can. */
    Optional<String> missing(Node node) {
        if (!node.domain().isEmpty()) {
            return Optional.of("%s (node %s) is of the operator set %s, for which there are no gradient rules"
                    .formatted(node.op(), node.label(), node.domain()));
        }
        if (rules.containsKey(node.op())) {
            return Optional.empty();
        }
        String hint = quantised(node.op()) ? ": the model is quantised; use the one it was made from" : "";
        return Optional.of("%s (node %s) has no gradient rule%s".formatted(node.op(), node.label(), hint));
    }

    private static boolean quantised(String op) {
        return op.contains("QuantizeLinear") || op.startsWith("QLinear") || op.endsWith("Integer");
    }

    boolean silent(String op) {
        return SILENT.contains(op);
    }

    static Set<String> silent() {
        return new TreeSet<>(SILENT);
    }

    Set<String> operators() {
        return new TreeSet<>(rules.keySet());
    }

    /** The table while it is being written. */
    static final class Chapter {

        private final Map<String, Rule> rules = new TreeMap<>();

        void rule(String op, Rule rule) {
            if (rules.put(op, rule) != null) {
                throw new IllegalStateException("two rules for " + op);
            }
        }

        /** One rule for several operators. */
        void rule(Rule rule, String... ops) {
            Arrays.stream(ops).forEach(op -> rule(op, rule));
        }

        /** A function of one tensor, element by element. */
        void elementwise(String op, Derivative derivative) {
            Rule rule = (s, i) -> derivative.times(s, s.dy());
            rule(op, rule.onlyFirst(1));
        }
    }

    /** dy times f'(x). */
    @FunctionalInterface
    interface Derivative {

        Value times(Step s, Value dy);
    }
}
