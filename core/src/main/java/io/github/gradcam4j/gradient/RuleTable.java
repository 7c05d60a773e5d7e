package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of gradients: an operator's type and its rule. Operators of {@link #nonDifferentiable} pass no gradient and stop
 * nothing: shapes, integers, comparisons, and what is constant between its jumps. Immutable.
 */
final class RuleTable {

    private static final Set<String> NON_DIFFERENTIABLE = Set.of(
            "Shape",
            "Size",
            "Constant",
            "ConstantOfShape",
            "Range",
            "NonZero",
            "OneHot",
            "EyeLike",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Bernoulli",
            "Multinomial",
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
    private static final Set<String> WITH_SUBGRAPH = Set.of("If", "Loop", "Scan", "SequenceMap");

    /**
     * A line of the table.
     *
     * @param formula what the rule writes, in few words: x is the input, y the output, dy its gradient
     */
    record Entry(String op, String section, String formula, BackwardRule rule) {

        Entry with(BackwardRule other) {
            return new Entry(op, section, formula, other);
        }
    }

    private static final RuleTable STANDARD = build();

    private final Map<String, Entry> entries;

    private RuleTable(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Returns the table of all derivatives. */
    static RuleTable standard() {
        return STANDARD;
    }

    private static RuleTable build() {
        var entries = new LinkedHashMap<String, Entry>();
        ElementwiseRules.addTo(new Section("Arithmetic and elementary functions", entries));
        ActivationRules.addTo(new Section("Activations", entries));
        LinearRules.addTo(new Section("Products of matrices", entries));
        ConvolutionRules.addTo(new Section("Convolutions", entries));
        PoolingRules.addTo(new Section("Pools", entries));
        NormalizationRules.addTo(new Section("Normalizations", entries));
        ReductionRules.addTo(new Section("Reductions", entries));
        ShapeRules.addTo(new Section("Shapes", entries));
        SelectionRules.addTo(new Section("Selections", entries));
        ResamplingRules.addTo(new Section("Resampling", entries));
        return new RuleTable(entries);
    }

    /** This table with another rule for an operator that it has. */
    RuleTable with(String op, BackwardRule rule) {
        var changed = new LinkedHashMap<>(entries);
        changed.computeIfPresent(op, (o, entry) -> entry.with(rule));
        return new RuleTable(changed);
    }

    Optional<BackwardRule> rule(String op) {
        return Optional.ofNullable(entries.get(op)).map(Entry::rule);
    }

    /** Why a node cannot be differentiated; empty where it can. */
    Optional<String> missing(Node node) {
        if (!node.domain().isEmpty()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s (node %s) is of the operator set %s, for which there are no gradient rules",
                    node.op(),
                    node.label(),
                    node.domain()));
        }
        if (entries.containsKey(node.op())) {
            return Optional.empty();
        }
        if (WITH_SUBGRAPH.contains(node.op())) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s (node %s) has a subgraph that data decide on, which is not differentiated",
                    node.op(),
                    node.label()));
        }
        String hint = quantized(node.op()) ? ": the model is quantized; use the one it was made from" : "";
        return Optional.of(
                String.format(Locale.ROOT, "%s (node %s) has no gradient rule%s", node.op(), node.label(), hint));
    }

    private static boolean quantized(String op) {
        return op.endsWith("uantizeLinear") || op.startsWith("QLinear") || op.endsWith("Integer");
    }

    /**
     * Whether a change of its inputs passes on through a node. Integers do not pass it on, but those of a quantized model
     * stand for numbers that would.
     */
    boolean passesOn(Node node, boolean integral) {
        return !NON_DIFFERENTIABLE.contains(node.op()) && (!integral || quantized(node.op()));
    }

    static Set<String> nonDifferentiable() {
        return new TreeSet<>(NON_DIFFERENTIABLE);
    }

    /** The lines of the table, section by section. */
    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** A section of the table while it is being written. */
    static final class Section {

        private final String title;
        private final Map<String, Entry> entries;

        private Section(String title, Map<String, Entry> entries) {
            this.title = title;
            this.entries = entries;
        }

        void rule(String op, String formula, BackwardRule rule) {
            if (entries.put(op, new Entry(op, title, formula, rule)) != null) {
                throw new IllegalStateException("two rules for " + op);
            }
        }

        /** For an operator that passes a gradient to its first input only. */
        void ofFirst(String op, String formula, BackwardRule rule) {
            rule(op, formula, rule.onlyFirst(1));
        }

        /** A function of one tensor, element by element. */
        void elementwise(String op, String formula, Derivative derivative) {
            ofFirst(op, formula, (ctx, i) -> derivative.times(ctx, ctx.dy()));
        }
    }

    /** dy times f'(x). */
    @FunctionalInterface
    interface Derivative {

        Expr times(NodeContext ctx, Expr dy);
    }
}
