package io.github.gradcam4j.graph;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The first opset in which a node has its form, from opset {@value #OLDEST} on: operators, attributes and inputs that
 * later versions of ONNX's operator set added (ONNX, Operator changelog). A reduction whose axes are a constant input,
 * which only a later opset has, gets them as an attribute.
 */
final class OpsetForms {

    /** The opset whose forms are those that the tables do not list. */
    static final int OLDEST = 13;

    /** The opset in which reductions take their axes as an input. */
    private static final int AXES_AS_INPUT = 18;

    /** The operators that an opset added. */
    private static final Map<Integer, Set<String>> OPERATORS = Map.ofEntries(
            Map.entry(14, Set.of("HardSwish", "Trilu")),
            Map.entry(15, Set.of("Bernoulli", "CastLike", "Optional", "OptionalGetElement", "OptionalHasElement")),
            Map.entry(16, Set.of("GridSample")),
            Map.entry(
                    17,
                    Set.of(
                            "BlackmanWindow",
                            "DFT",
                            "HammingWindow",
                            "HannWindow",
                            "LayerNormalization",
                            "MelWeightMatrix",
                            "STFT",
                            "SequenceMap")),
            Map.entry(
                    18,
                    Set.of(
                            "BitwiseAnd",
                            "BitwiseNot",
                            "BitwiseOr",
                            "BitwiseXor",
                            "CenterCropPad",
                            "Col2Im",
                            "GroupNormalization",
                            "Mish")),
            Map.entry(19, Set.of("DeformConv")),
            Map.entry(
                    20, Set.of("AffineGrid", "Gelu", "ImageDecoder", "RegexFullMatch", "StringConcat", "StringSplit")),
            Map.entry(23, Set.of("Attention", "RMSNormalization", "RotaryEmbedding")),
            Map.entry(24, Set.of("Swish", "TensorScatter")),
            Map.entry(26, Set.of("BitCast", "CumProd")));

    /** An attribute that an opset added to an operator. */
    private record Added(String op, String attribute, int opset) {}

    private static final List<Added> ATTRIBUTES = List.of(
            new Added("BatchNormalization", "training_mode", 14),
            new Added("Reshape", "allowzero", 14),
            new Added("GRU", "layout", 14),
            new Added("LSTM", "layout", 14),
            new Added("RNN", "layout", 14),
            new Added("Shape", "start", 15),
            new Added("Shape", "end", 15),
            new Added("RoiAlign", "coordinate_transformation_mode", 16),
            new Added("ScatterElements", "reduction", 16),
            new Added("ScatterND", "reduction", 16),
            new Added("LpPool", "ceil_mode", 18),
            new Added("LpPool", "dilations", 18),
            new Added("Resize", "antialias", 18),
            new Added("Resize", "axes", 18),
            new Added("Resize", "keep_aspect_ratio_policy", 18),
            new Added("Split", "num_outputs", 18),
            new Added("AveragePool", "dilations", 19),
            new Added("Cast", "saturate", 19),
            new Added("DequantizeLinear", "block_size", 21),
            new Added("DequantizeLinear", "output_dtype", 23),
            new Added("GroupNormalization", "stash_type", 21),
            new Added("QuantizeLinear", "block_size", 21),
            new Added("QuantizeLinear", "output_dtype", 21),
            new Added("QuantizeLinear", "precision", 23),
            new Added("Cast", "round_mode", 24));

    /** Reductions whose axes are an attribute before opset 18. */
    private static final Set<String> REDUCTIONS = Set.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare");

    private static final Set<String> EXTREMES = Set.of("max", "min");

    private final Graph graph;

    /** @param graph the graph with the constants that nodes read */
    OpsetForms(Graph graph) {
        this.graph = graph;
    }

    /**
     * Converts a graph to another opset.
     *
     * @throws InvalidModelException if a node does not have a form in this opset
     */
    static Graph convert(Graph graph, int opset, ToIntFunction<String> ranks) {
        if (opset > graph.opset()) {
            var known = OpsetUpgrade.upgrade(graph, Math.min(opset, OpsetUpgrade.OPSET), ranks);
            return known.opset() == opset ? known : declared(known, opset, n -> n);
        }
        var forms = new OpsetForms(graph);
        return declared(graph, opset, n -> forms.in(opset, n));
    }

    private static Graph declared(Graph graph, int opset, UnaryOperator<Node> form) {
        var builder = GraphBuilder.rewriting(graph, opset);
        for (Node node : graph.nodes()) {
            var written = form.apply(node);
            if (!OpsetUpgrade.sameMeaning(written, Math.min(opset, graph.opset()), Math.max(opset, graph.opset()))) {
                throw new InvalidModelException(String.format(
                        Locale.ROOT,
                        "%s (node %s) of opset %d has another meaning in opset %d",
                        node.op(),
                        node.label(),
                        graph.opset(),
                        opset));
            }
            builder.keep(written);
        }
        return builder.build();
    }

    /** Returns the first opset in which the node, or the form that replaces it, exists. */
    int since(Node node) {
        if (!node.domain().isEmpty()) {
            return OLDEST;
        }
        int form = asAttribute(node).isPresent() ? OLDEST : own(node);
        return Stream.concat(Stream.of(form), inner(node).map(this::since))
                .max(Integer::compare)
                .orElseThrow();
    }

    private static Stream<Node> inner(Node node) {
        return node.attributes().all().stream()
                .filter(a -> a.hasG())
                .flatMap(a -> a.getG().getNodeList().stream())
                .map(Node::of);
    }

    private int own(Node node) {
        int opset = OPERATORS.entrySet().stream()
                .filter(e -> e.getValue().contains(node.op()))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(OLDEST);
        for (Added added : ATTRIBUTES) {
            if (added.op.equals(node.op()) && node.attributes().has(added.attribute)) {
                opset = Math.max(opset, added.opset);
            }
        }
        boolean later = REDUCTIONS.contains(node.op()) && node.hasInput(1)
                || node.op().equals("Pad") && node.hasInput(3)
                || node.op().startsWith("Scatter")
                        && EXTREMES.contains(node.attributes().text("reduction", "none"));
        return later ? Math.max(opset, AXES_AS_INPUT) : opset;
    }

    /**
     * Returns the node in a form of an opset.
     *
     * @throws InvalidModelException if it has none
     */
    private Node in(int opset, Node node) {
        if (since(node) > opset) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "%s (node %s) needs opset %d or later, not %d",
                    node.op(),
                    node.label(),
                    since(node),
                    opset));
        }
        return opset >= AXES_AS_INPUT ? node : asAttribute(node).orElse(node);
    }

    /** Returns the form with attributes of a reduction with constant axes. */
    private Optional<Node> asAttribute(Node node) {
        if (REDUCTIONS.contains(node.op()) && node.hasInput(1)) {
            return graph.constant(node.input(1))
                    .filter(axes -> axes.size() > 0)
                    .map(axes -> node.withInputs(List.of(node.input(0)))
                            .withAttributes(node.attributes()
                                    .without("noop_with_empty_axes")
                                    .and("axes", axes.integers())));
        }
        return Optional.empty();
    }
}
