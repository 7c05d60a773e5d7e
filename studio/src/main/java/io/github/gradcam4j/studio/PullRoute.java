package io.github.gradcam4j.studio;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.zoo.pull.PullListener.Phase;
import io.github.gradcam4j.zoo.pull.PullListener.Progress;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches a model and tells how far it is, as server-sent events. */
final class PullRoute {

    private static final long PAUSE_MILLISECONDS = 250;
    private static final Map<Phase, String> STEPS = Map.of(
            Phase.WAITING, "Waiting",
            Phase.DOWNLOADING, "Downloading",
            Phase.VERIFYING, "Verifying",
            Phase.CONVERTING, "Making an ONNX model of it",
            Phase.DONE, "Done");

    private final Models models;
    private final Pulls pulls;
    private final ObjectMapper json = new ObjectMapper();

    PullRoute(Models models, Pulls pulls) {
        this.models = models;
        this.pulls = pulls;
    }

    List<Route> routes() {
        return List.of(Route.post("/api/models/{id}/pull", this::pull));
    }

    /**
     * How far it is.
     *
     * @param done bytes so far
     * @param total bytes in all, null where unknown
     */
    private record PullProgress(String step, long done, Long total) {
        static PullProgress of(Progress progress) {
            return new PullProgress(
                    STEPS.get(progress.phase()), progress.done(), progress.total() > 0 ? progress.total() : null);
        }
    }

    private void pull(Context context) throws IOException, InterruptedException {
        var pull = pulls.of(models.card(context.pathParam("id")));
        context.res().setContentType("text/event-stream;charset=utf-8");
        context.res().setHeader("Cache-Control", "no-store");
        var out = context.res().getOutputStream();
        boolean ended = false;
        while (!ended) {
            try {
                pull.end().get(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
                send(out, "progress", PullProgress.of(pull.progress()));
                send(out, "done", Map.of());
                ended = true;
            } catch (TimeoutException goesOn) {
                send(out, "progress", PullProgress.of(pull.progress()));
            } catch (ExecutionException failure) {
                String why = failure.getCause().getMessage();
                send(out, "problem", new HttpProblem(502, "The model cannot be fetched", why).document());
                ended = true;
            }
        }
    }

    private void send(OutputStream out, String event, Object data) throws IOException {
        String text = "event: %s\ndata: %s\n\n".formatted(event, json.writeValueAsString(data));
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
