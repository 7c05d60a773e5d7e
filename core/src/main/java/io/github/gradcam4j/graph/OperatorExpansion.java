package io.github.gradcam4j.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces operators by the simpler ones that define them. The runtime's own kernels are not needed then, and gradient
 * rules are needed for the simpler operators alone.
 */
final class OperatorExpansion {

    private static final Map<String, OperatorBody> BODIES = bodies();

    private OperatorExpansion() {}

    private static Map<String, OperatorBody> bodies() {
        var bodies = new LinkedHashMap<String, OperatorBody>();
        OnnxBodies.addTo(bodies);
        FusedBodies.addTo(bodies);
        FeatureBodies.addTo(bodies);
        AttentionBodies.addTo(bodies);
        QuantizedBodies.addTo(bodies);
        return bodies;
    }

    /** Returns a graph without expandable operators; the same graph if it has none. */
    static Graph expand(Graph graph) {
        if (graph.nodes().stream().noneMatch(OperatorExpansion::isExpandable)) {
            return graph;
        }
        var builder = GraphBuilder.rewriting(graph, graph.opset());
        for (Node node : graph.nodes()) {
            if (isExpandable(node)) {
                node.interpret(() -> {
                    BODIES.get(key(node)).write(new BodyWriter(node, graph, builder));
                    return builder;
                });
            } else {
                builder.keep(node);
            }
        }
        return builder.build();
    }

    private static boolean isExpandable(Node node) {
        var body = BODIES.get(key(node));
        return body != null && body.obstacle(node).isEmpty();
    }

    /** Returns the reason why a node of an operator of the table keeps its form, if it does. */
    static Optional<String> obstacle(Node node) {
        return Optional.ofNullable(BODIES.get(key(node))).flatMap(body -> body.obstacle(node));
    }

    /** Returns the names of the operators, after their domain if that is not ONNX's. */
    static List<String> operators() {
        return List.copyOf(BODIES.keySet());
    }

    private static String key(Node node) {
        return node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op();
    }
}
