package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.SessionOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open sessions of a model and its parts. Each session holds its own repacked copy of the weights, so only the most
 * recently used stay open: {@value #COPIES} times the model's weights together. A closed session is reopened on its
 * next use. Not thread safe.
 */
public final class SessionCache implements AutoCloseable {

    /** Enough for the four stages of a ResNet with their backward graphs. */
    static final int COPIES = 7;

    private final Map<Graph, Session> open = new LinkedHashMap<>(16, 0.75f, true);
    private final long limit;
    private final SessionOptions options;

    /** Creates a cache without open sessions. */
    public SessionCache(Graph model, SessionOptions options) {
        this(List.of(model), options);
    }

    /** Creates a cache without open sessions for a model that was cut into parts. */
    public SessionCache(List<Graph> parts, SessionOptions options) {
        limit = COPIES * parts.stream().mapToLong(SessionCache::weight).sum();
        this.options = options;
    }

    /** Returns the execution provider. */
    public Provider provider() {
        return options.provider();
    }

    /** Returns the settings of every session. */
    public SessionOptions options() {
        return options;
    }

    /** Returns the session of a graph. Use it before the next call, which may close it. */
    Session of(Graph graph) {
        var session = open.get(graph);
        if (session == null) {
            evictFor(weight(graph));
            session = Session.open(graph, options);
            open.put(graph, session);
        }
        return session;
    }

    /** Closes the session of a graph if it is open. */
    void close(Graph graph) {
        var session = open.remove(graph);
        if (session != null) {
            session.close();
        }
    }

    private void evictFor(long added) {
        long held = open.keySet().stream().mapToLong(SessionCache::weight).sum();
        while (held + added > limit && !open.isEmpty()) {
            var eldest = open.keySet().iterator().next();
            held -= weight(eldest);
            close(eldest);
        }
    }

    /** Returns the size of a graph's weights in bytes. */
    private static long weight(Graph graph) {
        return graph.initializers().values().stream().mapToLong(Constant::bytes).sum();
    }

    @Override
    public void close() {
        open.values().forEach(Session::close);
        open.clear();
    }
}
