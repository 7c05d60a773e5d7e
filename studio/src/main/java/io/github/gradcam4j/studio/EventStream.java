package io.github.gradcam4j.studio;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A response of server-sent events; the first event starts it. Not thread safe. */
final class EventStream {

    private final Context context;
    private boolean begun;

    EventStream(Context context) {
        this.context = context;
    }

    boolean hasBegun() {
        return begun;
    }

    /**
     * Sends an event.
     *
     * @param data written as JSON
     * @throws IOException if the client has disconnected
     */
    void send(String event, Object data) throws IOException {
        if (!begun) {
            context.res().setContentType("text/event-stream;charset=utf-8");
            context.res().setHeader("Cache-Control", "no-store");
            begun = true;
        }
        String json = context.jsonMapper().toJsonString(data, data.getClass());
        String text = String.format(Locale.ROOT, "event: %s\ndata: %s\n\n", event, json);
        var out = context.res().getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
