package io.github.gradcam4j.bench;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Map;

/** The plain forward pass that all is compared with: the model's file as it is, in a session of its own. */
public final class ForwardBaseline implements AutoCloseable {

    public static final String NAME = "plain forward pass";

    private final String input;
    private final Session session;

    private ForwardBaseline(Graph graph) {
        input = graph.inputNames().get(0);
        session = Session.open(graph);
    }

    public static ForwardBaseline of(Model model) throws IOException {
        return new ForwardBaseline(model.source().graph());
    }

    public void run(Tensor picture) {
        session.run(Map.of(input, picture));
    }

    @Override
    public void close() {
        session.close();
    }
}
