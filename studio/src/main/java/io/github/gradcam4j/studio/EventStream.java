package io.github.gradcam4j.studio;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Server-sent events as an answer, which begins with the first of them. Not thread safe. */
final class EventStream {

    private final Context context;
    private boolean begun;

    EventStream(Context context) {
        this.context = context;
    }

    boolean hasBegun() {
        return begun;
    }

    /** @throws IOException if nobody listens any more */
    void send(String event, Object data) throws IOException {
        if (!begun) {
            context.res().setContentType("text/event-stream;charset=utf-8");
            context.res().setHeader("Cache-Control", "no-store");
            begun = true;
        }
        String json = context.jsonMapper().toJsonString(data, data.getClass());
        String text = "event: %s\ndata: %s\n\n".formatted(event, json);
        var out = context.res().getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
