package io.github.gradcam4j.bench;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Map;

/**
 * The plain forward pass, which the other cases are compared with: the unchanged model file in its own session on the
 * processor. Thread safe.
 */
public final class ForwardBaseline implements AutoCloseable {

    /** The name of the case in reports. */
    public static final String NAME = "plain forward pass";

    private final String input;
    private final Session session;

    private ForwardBaseline(Graph graph) {
        input = graph.inputNames().get(0);
        session = Session.open(graph);
    }

    /**
     * Opens a session.
     *
     * @throws IOException if the model's file cannot be read
     */
    public static ForwardBaseline of(Model model) throws IOException {
        return new ForwardBaseline(model.source().graph());
    }

    /** Runs the model once and discards the result. */
    public void run(Tensor tensor) {
        session.run(Map.of(input, tensor));
    }

    @Override
    public void close() {
        session.close();
    }
}
