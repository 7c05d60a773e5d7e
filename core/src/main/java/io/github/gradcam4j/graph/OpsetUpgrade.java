package io.github.gradcam4j.graph;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.ToIntFunction;

/**
 * Converts a graph of opset 7 or later to a later one, of 13 to {@value #OPSET}, without a change of its results. The
 * table lists the operators whose meaning or form has changed since opset 7.
 */
final class OpsetUpgrade {

    /** The opset of backward graphs. */
    static final int OPSET = 18;

    /** Earlier opsets have other broadcasting rules. */
    private static final int OLDEST = 7;

    /** A conversion of one node. */
    @FunctionalInterface
    private interface Change {
        void write(Node node, OpsetUpgrade target);
    }

    /**
     * A conversion for graphs of an opset lower than {@code opset}.
     *
     * @param first the first opset that has the form to which the node is converted
     */
    private record Until(int opset, int first, Change change) {

        Until(int opset, Change change) {
            this(opset, opset, change);
        }

        boolean changes(int from, int to) {
            return from < opset && first <= to;
        }
    }

    private static final Map<String, Until> TABLE = Map.ofEntries(
            entry("Softmax", new Until(13, OpsetUpgrade::flattened)),
            entry("LogSoftmax", new Until(13, OpsetUpgrade::flattened)),
            entry("Hardmax", new Until(13, OpsetUpgrade::flattened)),
            entry("Squeeze", new Until(13, inputs("axes"))),
            entry("Unsqueeze", new Until(13, inputs("axes"))),
            entry("ReduceSum", new Until(13, inputs("axes"))),
            entry("ReduceMean", new Until(18, inputs("axes"))),
            entry("ReduceMax", new Until(18, inputs("axes"))),
            entry("ReduceMin", new Until(18, inputs("axes"))),
            entry("ReduceL1", new Until(18, inputs("axes"))),
            entry("ReduceL2", new Until(18, inputs("axes"))),
            entry("ReduceProd", new Until(18, inputs("axes"))),
            entry("ReduceLogSum", new Until(18, inputs("axes"))),
            entry("ReduceLogSumExp", new Until(18, inputs("axes"))),
            entry("ReduceSumSquare", new Until(18, inputs("axes"))),
            entry("Split", new Until(18, 13, OpsetUpgrade::split)),
            entry("Clip", new Until(11, inputs("min", "max"))),
            entry("Pad", new Until(11, inputs("pads", "value"))),
            entry("Slice", new Until(10, inputs("starts", "ends", "axes"))),
            entry("TopK", new Until(10, inputs("k"))),
            entry("Upsample", new Until(10, OpsetUpgrade::upsample)),
            entry("Resize", new Until(11, OpsetUpgrade::resize)),
            entry(
                    "RoiAlign",
                    new Until(
                            16,
                            (node, target) -> target.add(
                                    node,
                                    "RoiAlign",
                                    node.attributes().and("coordinate_transformation_mode", "output_half_pixel")))),
            entry("Scatter", new Until(11, (node, target) -> target.add(node, "ScatterElements", node.attributes()))),
            entry("Dropout", new Until(12, OpsetUpgrade::dropout)),
            entry("BatchNormalization", new Until(14, 9, OpsetUpgrade::batchNormalization)));

    /** Operators that mean something else since an opset later than {@value #OPSET}. */
    private static final Map<String, Integer> LATER = Map.of("DFT", 20, "GridSample", 20, "GroupNormalization", 21);

    private final Graph graph;
    private final GraphBuilder builder;
    private final ToIntFunction<String> ranks;

    private OpsetUpgrade(Graph graph, int opset, ToIntFunction<String> ranks) {
        this.graph = graph;
        this.builder = GraphBuilder.like(graph, opset);
        this.ranks = ranks;
    }

    /**
     * Converts a graph; returns the same graph if its opset is that or later.
     *
     * @param opset the opset to convert to, {@value OpsetForms#OLDEST} to {@value #OPSET}
     * @param ranks returns the number of dimensions of a tensor by its name
     * @throws InvalidModelException if the opset is older than {@value #OLDEST}, or an operator cannot be converted
     */
    static Graph upgrade(Graph graph, int opset, ToIntFunction<String> ranks) {
        if (graph.opset() < OLDEST) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the model has opset %d; the oldest supported one is %d. Export it again",
                    graph.opset(),
                    OLDEST));
        }
        if (graph.opset() >= opset) {
            return graph;
        }
        var target = new OpsetUpgrade(graph, opset, ranks);
        graph.nodes().forEach(n -> n.interpret(() -> target.upgrade(n, graph.opset())));
        return target.builder.build();
    }

    private GraphBuilder upgrade(Node node, int opset) {
        node.attributes().all().stream()
                .filter(a -> a.hasG())
                .flatMap(a -> a.getG().getNodeList().stream())
                .filter(n -> changes(Node.of(n), opset, builder.opset()))
                .findAny()
                .ifPresent(n -> {
                    throw new InvalidModelException(String.format(
                            Locale.ROOT,
                            "node %s has a subgraph with %s of opset %d, which cannot be converted;"
                                    + " export the model with opset %d or later",
                            node.label(),
                            n.getOpType(),
                            opset,
                            builder.opset()));
                });
        if (ExperimentalOperators.contains(node, opset)) {
            ExperimentalOperators.write(node, builder);
        } else if (changes(node, opset, builder.opset())) {
            TABLE.get(node.op()).change.write(node, this);
        } else {
            builder.add(node);
        }
        return builder;
    }

    /** Returns whether a node has the same form and meaning in two opsets. */
    static boolean same(Node node, int one, int other) {
        int low = Math.min(one, other);
        int high = Math.max(one, other);
        var until = TABLE.get(node.op());
        return !node.domain().isEmpty()
                || (until == null || low >= until.opset || until.opset > high) && sameMeaning(node, low, high);
    }

    /** Returns whether a node has the same meaning in all opsets between two, if both have its form. */
    static boolean sameMeaning(Node node, int low, int high) {
        return LATER.entrySet().stream()
                .noneMatch(later ->
                        later.getKey().equals(node.op()) && low < later.getValue() && later.getValue() <= high);
    }

    private static boolean changes(Node node, int from, int to) {
        var until = node.domain().isEmpty() ? TABLE.get(node.op()) : null;
        return until != null && until.changes(from, to);
    }

    private void add(Node node, String op, Attributes attributes, String... inputs) {
        var read = inputs.length == 0 ? node.inputs() : List.of(inputs);
        builder.add(new Node(node.name(), "", op, read, node.outputs(), attributes, node.metadata()));
    }

    /** Converts attributes to inputs, in their order after the first input. */
    private static Change inputs(String... names) {
        return (node, target) -> {
            var inputs = new ArrayList<>(node.inputs());
            for (String name : names) {
                inputs.add(target.asInput(node, name));
            }
            while (inputs.get(inputs.size() - 1).isEmpty()) {
                inputs.remove(inputs.size() - 1);
            }
            target.builder.add(
                    node.withInputs(inputs).withAttributes(node.attributes().without(names)));
        };
    }

    private String asInput(Node node, String attribute) {
        var found = node.attributes().find(attribute);
        if (found.isEmpty()) {
            return "";
        }
        return switch (found.get().getType()) {
            case INTS -> builder.vector(node.attributes().integers(attribute).orElseThrow());
            case INT -> builder.vector(found.get().getI());
            default -> builder.scalar(found.get().getF());
        };
    }

    /** Before opset 13 these operators flattened all axes from {@code axis} to one. */
    private static void flattened(Node node, OpsetUpgrade target) {
        long axis = node.attributes().integer("axis", 1);
        int rank = target.ranks.applyAsInt(node.input(0));
        var last = Attributes.of("axis", -1);
        if (axis == -1 || axis == rank - 1) {
            target.add(node, node.op(), last);
            return;
        }
        String label = node.label();
        var b = target.builder;
        var rows = b.node(label + "/rows", "Flatten", node.inputs(), Attributes.of("axis", axis));
        var values = b.node(label + "/values", node.op(), List.of(rows), last);
        var shape = b.node(label + "/shape", "Shape", node.inputs());
        target.add(node, "Reshape", Attributes.none(), values, shape);
    }

    /** ONNX Runtime's mask of opsets before 12 is 0 everywhere, of the input's type before opset 10. */
    private static void dropout(Node node, OpsetUpgrade target) {
        target.builder.add(node.withOutputs(List.of(node.output())).withAttributes(Attributes.none()));
        if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
            var mask = target.graph.opset() < 10
                    ? Attributes.none()
                    : Attributes.of("value", Constant.numbers("value", ElementType.BOOL, new double[1], 1));
            var shape = target.builder.node(node.label() + "/shape", "Shape", node.inputs());
            target.builder.add(new Node(
                    "", "", "ConstantOfShape", List.of(shape), node.outputs().subList(1, 2), mask));
        }
    }

    private static void split(Node node, OpsetUpgrade target) {
        var sizes = node.hasInput(1) ? node.input(1) : target.asInput(node, "split");
        var attributes = node.attributes().without("split");
        if (!sizes.isEmpty()) {
            target.add(node, "Split", attributes, node.input(0), sizes);
        } else if (target.builder.opset() < OPSET) {
            target.add(node, "Split", attributes, node.input(0));
        } else {
            target.add(
                    node, "Split", attributes.and("num_outputs", node.outputs().size()), node.input(0));
        }
    }

    /** Upsample only enlarges; it uses asymmetric coordinates and rounds down. */
    private static void upsample(Node node, OpsetUpgrade target) {
        int rank = target.ranks.applyAsInt(node.input(0));
        var scales = node.hasInput(1)
                ? node.input(1)
                : target.builder.constant(node.label() + "/scales", scales(node, rank), rank);
        target.add(node, "Resize", asymmetric(node, "floor"), node.input(0), "", scales);
    }

    private static float[] scales(Node node, int rank) {
        return node.attributes()
                .reals("scales")
                .filter(scales -> scales.length == rank)
                .orElseThrow(() -> node.invalid("does not have a scale for each dimension"));
    }

    /**
     * Resize of opset 10 uses asymmetric coordinates. For the nearest neighbor it rounds up along axes that shrink and
     * down along the others, so these are resized one after the other.
     */
    private static void resize(Node node, OpsetUpgrade target) {
        var scales = node.input(1);
        if (!isNearest(node) || target.all(scales, s -> s >= 1)) {
            target.add(node, "Resize", asymmetric(node, "floor"), node.input(0), "", scales);
        } else if (target.all(scales, s -> s <= 1)) {
            target.add(node, "Resize", asymmetric(node, "ceil"), node.input(0), "", scales);
        } else {
            target.resizeInTurn(node);
        }
    }

    /**
     * Shrinks, then enlarges. The second resize has one more axis, whose size changes if another one shrinks: ONNX
     * Runtime copies a tensor that keeps all sizes, even if a scale is not 1.
     */
    private void resizeInTurn(Node node) {
        String label = node.label();
        var shrunk = builder.node(
                label + "/shrunk",
                "Resize",
                List.of(node.input(0), "", bounded(node, "Min")),
                asymmetric(node, "ceil"));
        var one = builder.scalar(1);
        var last = builder.vector(-1);
        var shrinks = builder.node(label + "/shrinks", "Less", List.of(node.input(1), one));
        var any = builder.node(
                label + "/any",
                "ReduceMax",
                List.of(builder.node(label + "/any", "Cast", List.of(shrinks), Attributes.of("to", 1))));
        var scales = builder.node(
                label + "/scales",
                "Concat",
                List.of(bounded(node, "Max"), builder.node(label + "/scale", "Add", List.of(any, one))),
                Attributes.of("axis", 0));
        var image = builder.node(label + "/image", "Unsqueeze", List.of(shrunk, last));
        var images = builder.node(label + "/images", "Resize", List.of(image, "", scales), asymmetric(node, "floor"));
        var first =
                builder.node(label + "/first", "Slice", List.of(images, builder.vector(0), builder.vector(1), last));
        add(node, "Squeeze", Attributes.none(), first, last);
    }

    private String bounded(Node resize, String op) {
        return builder.node(resize.label() + "/scales", op, List.of(resize.input(1), builder.scalar(1)));
    }

    private static boolean isNearest(Node node) {
        return node.attributes().text("mode", "nearest").equals("nearest");
    }

    private static Attributes asymmetric(Node node, String rounding) {
        var attributes = Attributes.of("coordinate_transformation_mode", "asymmetric");
        return isNearest(node)
                ? attributes.and("mode", "nearest").and("nearest_mode", rounding)
                : attributes.and("mode", "linear");
    }

    /** Returns whether a tensor is a constant all of whose values satisfy a condition. */
    private boolean all(String tensor, DoublePredicate condition) {
        return graph.constant(tensor)
                .filter(c -> Arrays.stream(c.toDoubles()).allMatch(condition))
                .isPresent();
    }

    private static void batchNormalization(Node node, OpsetUpgrade target) {
        if (node.attributes().integer("spatial", 1) == 0) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT, "BatchNormalization (node %s) is not spatial, which is not supported", node.label()));
        }
        target.builder.add(node.withOutputs(List.of(node.output()))
                .withAttributes(Attributes.of("epsilon", node.attributes().real("epsilon", 1e-5f))));
    }
}
