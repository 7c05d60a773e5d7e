package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.SessionOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sessions of one model and its parts. Each has its weights once more, arranged as the engine likes them, so only the latest
 * stay open: {@value #COPIES} times the model's weights together. One that was closed is opened anew when it is wanted
 * again. Not thread safe.
 */
public final class SessionCache implements AutoCloseable {

    /** Room for the four stages of a ResNet, each with its backward form. */
    static final int COPIES = 7;

    private final Map<Graph, Session> open = new LinkedHashMap<>(16, 0.75f, true);
    private final long room;
    private final SessionOptions options;

    public SessionCache(Graph model, SessionOptions options) {
        room = COPIES * weight(model);
        this.options = options;
    }

    /** What computes. */
    public Provider provider() {
        return options.provider();
    }

    /** Returns the settings of every session. */
    public SessionOptions options() {
        return options;
    }

    /** The session of a graph, to be used before the next is asked for. */
    Session of(Graph graph) {
        var known = open.get(graph);
        if (known == null) {
            makeRoom(weight(graph));
            known = Session.open(graph, options);
            open.put(graph, known);
        }
        return known;
    }

    /** Closes the session of a graph that is not wanted again soon, if it is open. */
    void close(Graph graph) {
        var known = open.remove(graph);
        if (known != null) {
            known.close();
        }
    }

    private void makeRoom(long wanted) {
        long held = open.keySet().stream().mapToLong(SessionCache::weight).sum();
        while (held + wanted > room && !open.isEmpty()) {
            var eldest = open.keySet().iterator().next();
            held -= weight(eldest);
            close(eldest);
        }
    }

    /** The bytes of a graph's weights. */
    private static long weight(Graph graph) {
        return graph.initializers().values().stream().mapToLong(Constant::bytes).sum();
    }

    @Override
    public void close() {
        open.values().forEach(Session::close);
        open.clear();
    }
}
