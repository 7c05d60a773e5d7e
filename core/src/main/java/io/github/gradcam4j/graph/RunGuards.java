package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The nodes of a graph in a form that ONNX Runtime can run without an end of the process. Nodes are added in front of
 * those for which it does not check shapes itself: it copies as many scales of a Resize as there are to memory for one
 * per dimension, and checks their number afterwards. If they are computed, only a run determines how many there are. A
 * guard fails before the node that it guards is reached. The results of the graph's nodes stay the same.
 */
final class RunGuards {

    /** The start of the names of the added nodes and tensors. */
    static final String PREFIX = "gradcam4j/guard/";

    /** A guard in a message of ONNX Runtime, from shape inference or from a run. */
    private static final Pattern IN_MESSAGE = Pattern.compile(
            "(?:Name:'" + PREFIX + "[0-9]+/(.*?)'|Node \\(" + PREFIX + "[0-9]+/(.*?)\\) Op )", Pattern.DOTALL);

    private static final Set<String> GUARDED = Set.of("Resize", "Upsample", "LSTM", "GRU", "RNN", "Div", "Mod");

    private final boolean ofConstants;
    private final List<Constant> constants = new ArrayList<>();
    private List<Node> nodes = List.of();
    private boolean complete = true;
    private int added;

    private RunGuards(boolean ofConstants) {
        this.ofConstants = ofConstants;
    }

    /**
     * Finds the guards of a graph and its subgraphs.
     *
     * @param ofConstants whether constant scales are guarded too. ONNX Runtime checks these itself unless it cannot
     *     infer the number of dimensions of the resized tensor; with a guard, it cannot infer the sizes of the result
     */
    static RunGuards of(Graph graph, boolean ofConstants) {
        var guards = new RunGuards(ofConstants);
        var scope = ConstantScope.of(graph.initializers().values());
        guards.nodes = guards.guarded(graph.nodes(), scope, guards.constants);
        return guards;
    }

    /** Returns what is wrong if ONNX Runtime's message is about one of the guards. */
    static Optional<String> explain(String message) {
        return IN_MESSAGE
                .matcher(message)
                .results()
                .findFirst()
                .map(g -> Objects.requireNonNullElseGet(g.group(1), () -> g.group(2)));
    }

    /** Returns the nodes of the graph with their guards. */
    List<Node> nodes() {
        return nodes;
    }

    /** Returns the initializers that the guards need. */
    List<Constant> constants() {
        return constants;
    }

    /** Returns whether no guard of a constant is left out. */
    boolean isComplete() {
        return complete;
    }

    boolean areOfConstants() {
        return ofConstants;
    }

    /** Notes that a guard of a constant is left out. */
    void leaveOut() {
        complete = false;
    }

    /** Returns a new name that ends in a text. */
    String name(String end) {
        return PREFIX + added++ + "/" + end;
    }

    /** @param initializers receives the constants that the guards of these nodes need */
    private List<Node> guarded(List<Node> original, ConstantScope scope, List<Constant> initializers) {
        if (original.stream().noneMatch(n -> GUARDED.contains(n.op()) || n.hasSubgraph())) {
            return original;
        }
        var all = new ArrayList<Node>();
        for (var node : original) {
            if (node.hasSubgraph()) {
                all.add(withGuardedSubgraphs(node, scope));
            } else if (node.domain().isEmpty() && GUARDED.contains(node.op())) {
                all.addAll(new GuardedNode(this, node, scope, initializers).nodes());
            } else {
                all.add(node);
            }
            scope.add(node);
        }
        return all;
    }

    private Node withGuardedSubgraphs(Node node, ConstantScope scope) {
        var attributes = node.attributes();
        for (var attribute : node.attributes().all()) {
            if (attribute.hasG()) {
                attributes = attributes.and(attribute.toBuilder()
                        .setG(guarded(attribute.getG(), scope))
                        .build());
            }
        }
        return node.withAttributes(attributes);
    }

    private GraphProto guarded(GraphProto subgraph, ConstantScope outer) {
        var original = subgraph.getNodeList().stream().map(Node::of).toList();
        var initializers = new ArrayList<Constant>();
        var guarded = guarded(original, outer.inside(subgraph), initializers);
        var graph = subgraph.toBuilder().clearNode();
        guarded.forEach(n -> graph.addNode(n.toProto()));
        initializers.forEach(c -> graph.addInitializer(c.toProto()));
        return graph.build();
    }
}
