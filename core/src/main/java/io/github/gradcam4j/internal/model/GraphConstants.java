package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import java.util.Optional;
import java.util.Set;

/** The constants of a graph: initializers, and nodes that compute a constant from nothing else. */
final class GraphConstants {

    /** Operators that keep the values of a constant, in another unit behind DequantizeLinear. */
    private static final Set<String> KEPT =
            Set.of("Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape", "Flatten", "DequantizeLinear");

    private GraphConstants() {}

    /** Returns the constant in a tensor, if it is one; with the shape before any change of shape. */
    static Optional<Constant> find(Graph graph, String tensor) {
        String source = tensor;
        var node = graph.producer(source);
        while (node.isPresent() && KEPT.contains(node.get().op())) {
            source = node.get().input(0);
            node = graph.producer(source);
        }
        var initializer = graph.initializers().get(source);
        return initializer != null ? Optional.of(initializer) : node.flatMap(Node::constant);
    }

    /** Returns the values of a constant of numbers. */
    static Optional<double[]> numbers(Constant constant) {
        return switch (constant.type()) {
            case FLOAT, INT32, INT64 -> Optional.of(constant.toDoubles());
            default -> Optional.empty();
        };
    }
}
