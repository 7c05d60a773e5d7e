package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Nodes that check shapes while a graph runs, in front of nodes for which ONNX Runtime does not: it copies as many
 * scales of a Resize as there are to memory for one per dimension, and checks their number afterwards. If they are
 * computed, only a run determines how many there are. A guard is a Reshape to the shape that is needed; it fails before
 * the node that it guards is reached.
 */
final class RunGuards {

    /** The start of the names of the added nodes and tensors. */
    private static final String PREFIX = "gradcam4j/guard/";

    /** A guard in a message of ONNX Runtime, from shape inference or from a run. */
    private static final Pattern IN_MESSAGE = Pattern.compile(
            "(?:Name:'" + PREFIX + "[0-9]+/(.*?)'|Node \\(" + PREFIX + "[0-9]+/(.*?)\\) Op )", Pattern.DOTALL);

    private static final Set<String> GUARDED = Set.of("Resize", "Upsample", "LSTM", "GRU", "RNN");

    private final boolean ofConstants;
    private int added;

    private RunGuards(boolean ofConstants) {
        this.ofConstants = ofConstants;
    }

    /**
     * Adds the guards to a model and its subgraphs; the results of its nodes stay the same.
     *
     * @param ofConstants whether constant scales are guarded too. ONNX Runtime checks these itself unless it cannot
     *     infer the number of dimensions of the resized tensor; with a guard, it cannot infer the sizes of the result
     */
    static void addTo(ModelProto.Builder model, boolean ofConstants) {
        new RunGuards(ofConstants).guard(model.getGraphBuilder(), Map.of());
    }

    /** Returns what is wrong if ONNX Runtime's message is about one of the guards. */
    static Optional<String> explain(String message) {
        return IN_MESSAGE
                .matcher(message)
                .results()
                .findFirst()
                .map(g -> Objects.requireNonNullElseGet(g.group(1), () -> g.group(2)));
    }

    private void guard(GraphProto.Builder graph, Map<String, Boolean> outer) {
        // Whether each constant is empty: an exporter's way to leave out scales or sizes.
        var constants = new HashMap<>(outer);
        graph.getInputList().forEach(i -> constants.remove(i.getName()));
        graph.getInitializerList().forEach(t -> constants.put(t.getName(), isEmpty(t)));
        var nodes = new ArrayList<NodeProto>();
        for (var node : graph.getNodeBuilderList()) {
            for (var attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    guard(attribute.getGBuilder(), constants);
                }
            }
            if (OperatorSets.domain(node.getDomain()).isEmpty()) {
                if (node.getOpType().equals("Constant")) {
                    boolean empty = node.getAttributeList().stream().anyMatch(a -> a.hasT() && isEmpty(a.getT()));
                    node.getOutputList().forEach(o -> constants.put(o, empty));
                } else if (GUARDED.contains(node.getOpType())) {
                    new Guarded(graph, node, nodes, constants).addGuards();
                }
            }
            nodes.add(node.build());
        }
        graph.clearNode().addAllNode(nodes);
    }

    private static boolean isEmpty(TensorProto tensor) {
        return tensor.getDimsList().contains(0L);
    }

    /** A node that gets guards; they are added to {@code nodes}. */
    private final class Guarded {

        private final GraphProto.Builder graph;
        private final NodeProto.Builder node;
        private final List<NodeProto> nodes;
        private final Map<String, Boolean> constants;

        Guarded(
                GraphProto.Builder graph,
                NodeProto.Builder node,
                List<NodeProto> nodes,
                Map<String, Boolean> constants) {
            this.graph = graph;
            this.node = node;
            this.nodes = nodes;
            this.constants = constants;
        }

        void addGuards() {
            switch (node.getOpType()) {
                case "Resize", "Upsample" -> resize();
                default -> recurrent();
            }
        }

        private void resize() {
            int axes = axes();
            // Opset 10 has the scales at 1, later ones the region of interest.
            boolean withRegion = node.getInputCount() > 2;
            for (int i = 1; i < node.getInputCount(); i++) {
                boolean region = withRegion && i == 1;
                // Without axes, ONNX Runtime checks a region itself.
                if (axes == 0 && (region || isChecked(node.getInput(i)))) {
                    continue;
                }
                Supplier<String> expected =
                        () -> axes == 0 ? rank(node.getInput(0)) : constant(region ? 2L * axes : axes);
                String what = region ? "values of a region" : i == 3 ? "sizes" : "scales";
                String count = axes == 0 ? "its input has dimensions" : "it has axes";
                guard(i, expected, String.format(Locale.ROOT, "as many %s as %s", what, count));
            }
        }

        private int axes() {
            return node.getAttributeList().stream()
                    .filter(a -> a.getName().equals("axes"))
                    .mapToInt(AttributeProto::getIntsCount)
                    .findFirst()
                    .orElse(0);
        }

        private boolean isChecked(String tensor) {
            return !ofConstants && constants.containsKey(tensor);
        }

        /** Zeros in the shape of a Reshape stand for the sizes that the tensor has. */
        private void recurrent() {
            for (int i = 1; i < Math.min(3, node.getInputCount()); i++) {
                if (!constants.containsKey(node.getInput(i))) {
                    guard(i, () -> constant(0, 0, 0), "weights of three dimensions");
                }
            }
        }

        /** @param shape adds what computes the shape, which most inputs do not need */
        private void guard(int input, Supplier<String> shape, String needed) {
            String tensor = node.getInput(input);
            if (!tensor.isEmpty() && !constants.getOrDefault(tensor, false)) {
                String label =
                        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
                String message = String.format(
                        Locale.ROOT, "%s (node %s) needs %s", node.getOpType(), label.replace('\'', ' '), needed);
                node.setInput(input, add("Reshape", message, tensor, shape.get()));
            }
        }

        /** Adds nodes that compute the number of dimensions of a tensor, a vector of one element. */
        private String rank(String tensor) {
            return add("Shape", "rank", add("Shape", "shape", tensor));
        }

        private String constant(long... values) {
            String name = PREFIX + added++ + "/constant";
            graph.addInitializer(Constant.integers(name, values, values.length).toProto());
            return name;
        }

        private String add(String op, String name, String... inputs) {
            String unique = PREFIX + added++ + "/" + name;
            nodes.add(NodeProto.newBuilder()
                    .setName(unique)
                    .setOpType(op)
                    .addAllInput(List.of(inputs))
                    .addOutput(unique)
                    .build());
            return unique;
        }
    }
}
