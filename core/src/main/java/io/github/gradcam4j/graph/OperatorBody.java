package io.github.gradcam4j.graph;

import java.util.Optional;
import java.util.function.Function;

/** The definition of an operator by simpler operators, as in ONNX's operator documentation. */
@FunctionalInterface
interface OperatorBody {

    /** Writes nodes that compute the outputs of the node. */
    void write(BodyWriter body);

    /** Returns the reason why a node of this operator keeps its form; empty if {@link #write} applies to it. */
    default Optional<String> obstacle(Node node) {
        return Optional.empty();
    }

    /** Returns the same definition for nodes without an obstacle. */
    default OperatorBody unless(Function<Node, Optional<String>> obstacle) {
        var plain = this;
        return new OperatorBody() {
            @Override
            public void write(BodyWriter body) {
                plain.write(body);
            }

            @Override
            public Optional<String> obstacle(Node node) {
                return obstacle.apply(node);
            }
        };
    }
}
