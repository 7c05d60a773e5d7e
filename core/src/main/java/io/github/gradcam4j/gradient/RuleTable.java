package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The gradient rules by operator. Operators of {@link #nonDifferentiable} are treated as constants, with a gradient of
 * zero: shapes, integers, comparisons and step functions. Immutable and thread safe.
 */
final class RuleTable {

    private static final Set<String> NON_DIFFERENTIABLE = Set.of(
            "Shape",
            "Size",
            "Constant",
            "ConstantOfShape",
            "NonZero",
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
    /** Inputs whose gradient is zero, of operators that have a gradient for another input. */
    private static final Map<String, Set<Integer>> CONSTANT_INPUTS =
            Map.of("OneHot", Set.of(0, 1), "Range", Set.of(1), "Dropout", Set.of(1));

    private static final Set<String> WITH_SUBGRAPH = Set.of("If", "Loop", "Scan", "SequenceMap");

    /** An entry of the table. */
    record Entry(String op, String section, BackwardRule rule) {

        Entry with(BackwardRule other) {
            return new Entry(op, section, other);
        }
    }

    private static final String QUANTIZED = "the model is quantized; use the model before quantization";

    private static final RuleTable STANDARD = build();

    private final Map<String, Entry> entries;

    private RuleTable(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Returns the table of derivatives. */
    static RuleTable standard() {
        return STANDARD;
    }

    private static RuleTable build() {
        var entries = new LinkedHashMap<String, Entry>();
        ElementwiseRules.addTo(new RuleSection("Arithmetic and elementary functions", entries));
        ActivationRules.addTo(new RuleSection("Activations", entries));
        LinearRules.addTo(new RuleSection("Matrix products", entries));
        ConvolutionRules.addTo(new RuleSection("Convolutions", entries));
        PoolingRules.addTo(new RuleSection("Pooling", entries));
        NormalizationRules.addTo(new RuleSection("Normalizations", entries));
        ReductionRules.addTo(new RuleSection("Reductions", entries));
        ShapeRules.addTo(new RuleSection("Shapes", entries));
        SelectionRules.addTo(new RuleSection("Selections", entries));
        var resampling = new RuleSection("Resampling", entries);
        ResamplingRules.addTo(resampling);
        GridSampleRules.addTo(resampling);
        QuantizationRules.addTo(new RuleSection("Quantization", entries));
        return new RuleTable(entries);
    }

    /** Returns a copy with another rule for an operator of this table. */
    RuleTable with(String op, BackwardRule rule) {
        var changed = new LinkedHashMap<>(entries);
        changed.computeIfPresent(op, (o, entry) -> entry.with(rule));
        return new RuleTable(changed);
    }

    Optional<BackwardRule> rule(String op) {
        return Optional.ofNullable(entries.get(op)).map(Entry::rule);
    }

    /**
     * Returns the reason why a node cannot be differentiated; empty if it can.
     *
     * @param shapes the types of the node's tensors
     */
    Optional<String> unsupported(Node node, Shapes shapes) {
        if (!node.isStandard()) {
            return Optional.of(foreign(node));
        }
        if (node.expansionObstacle().isPresent()) {
            return node.expansionObstacle().map(fact -> reason(node, fact));
        }
        if (entries.containsKey(node.op())) {
            boolean integers = shapes.integral(node.output()) && !QuantizationRules.takesIntegers(node.op());
            return integers
                    ? Optional.of(reason(
                            node, "computes with the integers of a quantized model, for which it has no gradient rule"))
                    : Optional.empty();
        }
        if (WITH_SUBGRAPH.contains(node.op())) {
            return Optional.of(reason(node, "has a subgraph that depends on data, which is not supported"));
        }
        boolean quantized = QuantizationRules.isQuantized(node.op());
        return Optional.of(reason(node, "has no gradient rule" + (quantized ? ": " + QUANTIZED : "")));
    }

    /** Returns the reason why a node of a domain other than ONNX's cannot be differentiated. */
    static String foreign(Node node) {
        return reason(node, node.expansionObstacle().orElseGet(() -> "has no gradient rule: " + ofDomain(node)));
    }

    private static String ofDomain(Node node) {
        String domain = node.domain();
        if (QuantizationRules.isQuantized(node.op())) {
            return QUANTIZED;
        }
        if (domain.equals("com.microsoft.nchwc") || domain.startsWith("com.ms.internal")) {
            return "ONNX Runtime optimized the file for one kind of processor (domain " + domain
                    + "); save it with ORT_ENABLE_EXTENDED, or use the original model";
        }
        return domain.equals("com.microsoft")
                ? "it is an operator of ONNX Runtime (domain com.microsoft); use the model before its optimizations"
                : "it is a custom operator (domain " + domain + "); export the model without it";
    }

    private static String reason(Node node, String fact) {
        return String.format(Locale.ROOT, "%s (node %s) %s", node.op(), node.label(), fact);
    }

    /** Returns whether an output of a node is differentiable, whether or not the node has a rule. */
    boolean isDifferentiable(Node node, String output) {
        boolean range = node.op().equals("DynamicQuantizeLinear") && !output.equals(node.output());
        return !NON_DIFFERENTIABLE.contains(node.op()) && !range;
    }

    /** Returns whether an input of a node may have a gradient other than zero. */
    boolean carries(Node node, int i) {
        return !CONSTANT_INPUTS.getOrDefault(node.op(), Set.of()).contains(i);
    }

    /** Returns the tensors that a node reads and that may have a gradient other than zero. */
    List<String> carrying(Node node) {
        var constant = CONSTANT_INPUTS.getOrDefault(node.op(), Set.of());
        return constant.isEmpty()
                ? node.reads()
                : IntStream.range(0, node.inputs().size())
                        .filter(i -> !constant.contains(i))
                        .mapToObj(node::input)
                        .toList();
    }

    static Set<String> nonDifferentiable() {
        return new TreeSet<>(NON_DIFFERENTIABLE);
    }

    /** Returns all entries, section by section. */
    List<Entry> entries() {
        return List.copyOf(entries.values());
    }
}
