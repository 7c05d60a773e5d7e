package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.target.Activation;
import java.util.Optional;
import java.util.Set;

/**
 * The tensor whose elements are the classes' scores: a model's output, or what goes into the softmax or sigmoid that the
 * model ends in. Explained are the scores before it: behind a softmax every class's gradient is mixed with all others'.
 *
 * @param tensor [N, C], or with further dimensions of 1
 * @param activation what the graph puts behind them, if anything
 */
public record LogitsLocation(String tensor, Optional<Activation> activation) {

    private static final Set<String> PASSED = Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast");

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
