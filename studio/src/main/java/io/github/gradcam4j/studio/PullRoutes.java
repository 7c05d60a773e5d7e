package io.github.gradcam4j.studio;

import io.github.gradcam4j.studio.Pulls.Pull;
import io.github.gradcam4j.studio.api.PullProgress;
import io.github.gradcam4j.zoo.Zoo;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Downloads models and photographs, with progress as server-sent events. */
final class PullRoutes {

    private static final long PAUSE_MILLISECONDS = 250;
    private static final Parameter<String> ID = Parameter.path("id", "A model's id");

    private final Zoo zoo;
    private final Models models;
    private final Pictures pictures;
    private final Pulls pulls;
    private final Bulkhead streams;
    private final boolean allowed;

    /**
     * @param streams bounds the clients that follow downloads; each occupies a thread of the server
     * @param allowed whether clients may start downloads
     */
    PullRoutes(Zoo zoo, Models models, Pictures pictures, Pulls pulls, Bulkhead streams, boolean allowed) {
        this.zoo = zoo;
        this.models = models;
        this.pictures = pictures;
        this.pulls = pulls;
        this.streams = streams;
        this.allowed = allowed;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/models/{id}/pull",
                        Operation.of("Downloads a model", ID)
                                .streams(PullProgress.class, Map.class)
                                .fails(403, 404, 503),
                        this::model),
                Route.post(
                        "/api/samples/pull",
                        Operation.of("Downloads the missing photographs")
                                .streams(PullProgress.class, Map.class)
                                .fails(403, 503),
                        this::photographs));
    }

    private void model(Context context) throws Exception {
        requireAllowed();
        streams.pass(() -> {
            var card = models.card(ID.get(context));
            pulls.follow(
                    "model " + card.id(),
                    listener -> zoo.download(card, progress -> listener.accept(PullProgress.of(progress))),
                    pull -> send(
                            pull,
                            context,
                            "The model cannot be downloaded",
                            LocalFiles.of(zoo.home(), card)::withoutFolders));
            return null;
        });
    }

    private void photographs(Context context) throws Exception {
        requireAllowed();
        streams.pass(() -> {
            pulls.follow(
                    "photographs",
                    listener -> pictures.pull(step -> listener.accept(PullProgress.of(step))),
                    pull -> send(
                            pull,
                            context,
                            "Not all photographs could be downloaded",
                            LocalFiles.of(zoo.home())::withoutFolders));
            return null;
        });
    }

    private void requireAllowed() {
        if (!allowed) {
            throw new HttpProblem(
                    403,
                    "This studio downloads nothing",
                    "Download on its computer: gradcam models pull ID, or gradcam samples pull. "
                            + "The option --allow-models of gradcam studio lets its clients download.");
        }
    }

    private static void send(Pull pull, Context context, String failure, UnaryOperator<String> message)
            throws IOException, InterruptedException {
        var events = new EventStream(context);
        boolean ended = false;
        while (!ended) {
            try {
                pull.end().get(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
                events.send("progress", pull.progress());
                events.send("done", Map.of());
                ended = true;
            } catch (TimeoutException running) {
                events.send("progress", pull.progress());
            } catch (ExecutionException e) {
                String detail = message.apply(String.valueOf(e.getCause().getMessage()));
                events.send("problem", new HttpProblem(502, failure, detail).toProblem());
                ended = true;
            }
        }
    }
}
