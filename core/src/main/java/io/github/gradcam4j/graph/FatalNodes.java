package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Nodes for which ONNX Runtime does not return an error, but ends the whole process. The table can be extended by any
 * operator whose attributes show it.
 */
final class FatalNodes {

    /** @param reason what is wrong, in words, after the node's name */
    private record Fatal(Predicate<Attributes> condition, String reason) {}

    // Conditions are negated comparisons, so that NaN is fatal too.
    private static final Fatal DEVIATION = new Fatal(
            a -> !(a.real("scale", 1) > 0), "has a scale, the standard deviation of its values, that is not above 0");
    private static final Fatal RANGE = new Fatal(
            a -> !(a.real("low", 0) <= a.real("high", 1)),
            "has a lower bound, low, that is not below its upper bound, high");

    private static final Map<String, Fatal> TABLE = Map.of(
            "RandomNormal", DEVIATION,
            "RandomNormalLike", DEVIATION,
            "RandomUniform", RANGE,
            "RandomUniformLike", RANGE);

    private FatalNodes() {}

    /** @throws InvalidModelException if a node, or one of a subgraph, is in the table */
    static void check(List<Node> nodes) {
        for (Node node : nodes) {
            var fatal = node.isStandard() ? TABLE.get(node.op()) : null;
            if (fatal != null && fatal.condition.test(node.attributes())) {
                throw new InvalidModelException(String.format(
                        Locale.ROOT,
                        "%s (node %s) %s. ONNX Runtime cannot run such a node; correct it, or export the model for"
                                + " inference, without random numbers",
                        node.op(),
                        node.label(),
                        fatal.reason));
            }
            node.attributes().all().stream().filter(AttributeProto::hasG).forEach(a -> check(nodes(a.getG())));
        }
    }

    private static List<Node> nodes(GraphProto subgraph) {
        return subgraph.getNodeList().stream().map(Node::of).toList();
    }
}
