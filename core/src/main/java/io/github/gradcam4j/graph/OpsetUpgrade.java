package io.github.gradcam4j.graph;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Rewrites a graph of an older operator set in a newer one, with the same numbers: a table of what has changed its
 * meaning or its form since opset 7.
 */
final class OpsetUpgrade {

    /** Backward graphs are written in this operator set. */
    static final int OPSET = 18;

    /** Before this one, broadcasting had other rules. */
    private static final int OLDEST = 7;

    /** Rewrites one node. */
    @FunctionalInterface
    private interface Change {
        void write(Node node, OpsetUpgrade target);
    }

    /** A change that applies to graphs below an operator set. */
    private record Until(int opset, Change change) {}

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
            entry("Split", new Until(18, OpsetUpgrade::split)),
            entry("Clip", new Until(11, inputs("min", "max"))),
            entry("Pad", new Until(11, inputs("pads", "value"))),
            entry("Slice", new Until(10, inputs("starts", "ends", "axes"))),
            entry("TopK", new Until(10, inputs("k"))),
            entry("Upsample", new Until(10, OpsetUpgrade::upsample)),
            entry("Resize", new Until(11, OpsetUpgrade::upsample)),
            entry("Scatter", new Until(11, (node, target) -> target.add(node, "ScatterElements", node.attributes()))),
            entry("Dropout", new Until(12, (node, target) -> target.add(node, "Dropout", Attributes.none()))),
            entry("BatchNormalization", new Until(14, OpsetUpgrade::batchNormalization)));

    private final GraphBuilder builder;
    private final ToIntFunction<String> ranks;

    private OpsetUpgrade(GraphBuilder builder, ToIntFunction<String> ranks) {
        this.builder = builder;
        this.ranks = ranks;
    }

    /**
     * The same computation in at least operator set {@value #OPSET}.
     *
     * @param ranks the number of dimensions of each tensor
     */
    static Graph raise(Graph graph, ToIntFunction<String> ranks) {
        if (graph.opset() < OLDEST) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the model is written in operator set %d; %d is the oldest that is read",
                    graph.opset(),
                    OLDEST));
        }
        if (graph.opset() >= OPSET) {
            return graph;
        }
        var target = new OpsetUpgrade(GraphBuilder.like(graph, OPSET), ranks);
        graph.nodes().forEach(n -> target.raise(n, graph.opset()));
        return target.builder.build();
    }

    private void raise(Node node, int opset) {
        node.attributes().all().stream()
                .filter(a -> a.hasG())
                .flatMap(a -> a.getG().getNodeList().stream())
                .filter(n -> changes(Node.of(n), opset))
                .findAny()
                .ifPresent(n -> {
                    throw new InvalidModelException(String.format(
                            Locale.ROOT,
                            "node %s has a subgraph with %s of operator set %d: export the model in %d or later",
                            node.label(),
                            n.getOpType(),
                            opset,
                            OPSET));
                });
        if (changes(node, opset)) {
            TABLE.get(node.op()).change.write(node, this);
        } else {
            builder.add(node);
        }
    }

    private static boolean changes(Node node, int opset) {
        var until = node.domain().isEmpty() ? TABLE.get(node.op()) : null;
        return until != null && opset < until.opset;
    }

    private void add(Node node, String op, Attributes attributes, String... inputs) {
        var read = inputs.length == 0 ? node.inputs() : List.of(inputs);
        builder.add(new Node(node.name(), "", op, read, node.outputs(), attributes));
    }

    /** Attributes that have become inputs, in their order after the first. */
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

    /** Before opset 13 these ran over all axes from {@code axis} on, taken as one. */
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

    private static void split(Node node, OpsetUpgrade target) {
        var sizes = node.hasInput(1) ? node.input(1) : target.asInput(node, "split");
        var attributes = node.attributes().without("split");
        if (sizes.isEmpty()) {
            target.add(
                    node, "Split", attributes.and("num_outputs", node.outputs().size()), node.input(0));
        } else {
            target.add(node, "Split", attributes, node.input(0), sizes);
        }
    }

    /** Upsample, and Resize of opset 10, count coordinates from the corner and take the pixel before. */
    private static void upsample(Node node, OpsetUpgrade target) {
        var scales = node.hasInput(1)
                ? node.input(1)
                : target.builder.constant(
                        node.label() + "/scales",
                        node.attributes().reals("scales").orElseThrow(),
                        target.ranks.applyAsInt(node.input(0)));
        String mode = node.attributes().text("mode", "nearest");
        var attributes = Attributes.of("mode", mode.equals("bilinear") ? "linear" : mode)
                .and("coordinate_transformation_mode", "asymmetric")
                .and("nearest_mode", "floor");
        target.add(node, "Resize", attributes, node.input(0), "", scales);
    }

    private static void batchNormalization(Node node, OpsetUpgrade target) {
        if (node.attributes().integer("spatial", 1) == 0) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "BatchNormalization (node %s) is not spatial", node.label()));
        }
        target.builder.add(node.withOutputs(List.of(node.output()))
                .withAttributes(Attributes.of("epsilon", node.attributes().real("epsilon", 1e-5f))));
    }
}
