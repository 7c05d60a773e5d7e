package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The order of nodes in which each one follows those that it reads from. ONNX requires it, but some exporters, such as
 * keras2onnx, write nodes in another order, and ONNX Runtime accepts that.
 */
final class TopologicalOrder {

    private TopologicalOrder() {}

    /**
     * Returns the nodes in topological order, and otherwise in their order.
     *
     * @throws InvalidModelException if nodes read from each other in a circle, or two nodes write one tensor
     */
    static List<Node> of(List<Node> nodes) {
        var producers = producers(nodes);
        var readers = new ArrayList<List<Integer>>();
        nodes.forEach(node -> readers.add(new ArrayList<>()));
        var missing = new int[nodes.size()];
        var ready = new PriorityQueue<Integer>();
        for (int i = 0; i < missing.length; i++) {
            for (String tensor : new LinkedHashSet<>(nodes.get(i).reads())) {
                var producer = producers.get(tensor);
                if (producer != null) {
                    readers.get(producer).add(i);
                    missing[i]++;
                }
            }
            if (missing[i] == 0) {
                ready.add(i);
            }
        }
        var ordered = new ArrayList<Node>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            ordered.add(nodes.get(next));
            for (int reader : readers.get(next)) {
                if (--missing[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        if (ordered.size() < missing.length) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "%d of the graph's nodes read from each other in a circle",
                    missing.length - ordered.size()));
        }
        return ordered;
    }

    /** Returns whether a node writes a tensor; no other node and no output can depend on one that does not. */
    static boolean writes(NodeProto node) {
        return !node.getOutputList().stream().allMatch(String::isEmpty);
    }

    /** Returns a node with the nodes of its subgraphs in topological order. */
    static NodeProto inSubgraphs(NodeProto node) {
        if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
            return node;
        }
        var builder = node.toBuilder();
        for (var attribute : builder.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                var graph = attribute.getGBuilder();
                var sorted = of(graph.getNodeList().stream()
                        .filter(TopologicalOrder::writes)
                        .map(TopologicalOrder::inSubgraphs)
                        .map(Node::of)
                        .toList());
                graph.clearNode();
                sorted.forEach(n -> graph.addNode(n.toProto()));
            }
        }
        return builder.build();
    }

    private static Map<String, Integer> producers(List<Node> nodes) {
        var producers = new HashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                if (!output.isEmpty() && producers.put(output, i) != null) {
                    throw new InvalidModelException(
                            String.format(Locale.ROOT, "tensor %s is written by two nodes", output));
                }
            }
        }
        return producers;
    }
}
