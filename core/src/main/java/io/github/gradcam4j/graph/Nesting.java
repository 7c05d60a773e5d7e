package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The function calls and subgraphs around a node. Immutable.
 *
 * @param calls the functions that are being inlined, by their keys
 * @param subgraphs the number of subgraphs around the node
 */
record Nesting(Set<String> calls, int subgraphs) {

    static final Nesting NONE = new Nesting(Set.of(), 0);

    private static final int MOST_CALLS = 256;

    /** ONNX Runtime takes twice the time for each further level. */
    private static final int MOST_SUBGRAPHS = 12;

    /**
     * Checks the depth of the subgraphs of nodes.
     *
     * @throws InvalidModelException if there are too many levels
     */
    static void check(List<NodeProto> nodes) {
        NONE.checkSubgraphs(nodes);
    }

    private void checkSubgraphs(List<NodeProto> nodes) {
        for (var node : nodes) {
            for (var attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    inSubgraph().checkSubgraphs(attribute.getG().getNodeList());
                }
            }
        }
    }

    Nesting inSubgraph() {
        if (subgraphs == MOST_SUBGRAPHS) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the model has an If, Loop or Scan inside %d others; that many levels are not supported",
                    MOST_SUBGRAPHS));
        }
        return new Nesting(calls, subgraphs + 1);
    }

    Nesting inFunction(String key, String name) {
        if (calls.contains(key)) {
            throw new InvalidModelException(String.format(Locale.ROOT, "the model's function %s calls itself", name));
        }
        if (calls.size() == MOST_CALLS) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the model's function %s is called inside %d others; that many levels are not supported",
                    name,
                    MOST_CALLS));
        }
        var further = new HashSet<>(calls);
        further.add(key);
        return new Nesting(further, subgraphs);
    }
}
