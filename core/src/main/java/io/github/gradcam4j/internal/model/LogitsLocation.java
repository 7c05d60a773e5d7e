package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.target.Activation;
import java.util.Optional;
import java.util.Set;

/**
 * The tensor with the logits of the classes: a model's output or, if the model ends in a softmax or sigmoid, its input.
 * The scores before the softmax are explained because the gradient of a softmax mixes all classes.
 *
 * @param tensor the name of a tensor [N, C], possibly with more dimensions of size 1
 * @param activation the function that follows in the graph, if any
 */
public record LogitsLocation(String tensor, Optional<Activation> activation) {

    /** Operators between logits and output that do not change values. */
    private static final Set<String> PASSED = Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast");

    /** Returns the logits behind an output of a graph. */
    public static LogitsLocation of(Graph graph, String output) {
        String tensor = output;
        var node = graph.producer(tensor);
        while (node.isPresent() && PASSED.contains(node.get().op())) {
            tensor = node.get().input(0);
            node = graph.producer(tensor);
        }
        return node.flatMap(LogitsLocation::behind).orElse(new LogitsLocation(output, Optional.empty()));
    }

    private static Optional<LogitsLocation> behind(Node last) {
        return switch (last.op()) {
            case "Softmax", "LogSoftmax" ->
                Optional.of(new LogitsLocation(last.input(0), Optional.of(Activation.SOFTMAX)));
            case "Sigmoid" -> Optional.of(new LogitsLocation(last.input(0), Optional.of(Activation.SIGMOID)));
            default -> Optional.empty();
        };
    }
}
