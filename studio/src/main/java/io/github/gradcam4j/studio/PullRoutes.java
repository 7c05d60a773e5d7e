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

/** Fetches models and photographs and tells how far it is, as server-sent events. */
final class PullRoutes {

    private static final long PAUSE_MILLISECONDS = 250;
    private static final String PHOTOGRAPHS = "photographs";

    private final Zoo zoo;
    private final Models models;
    private final Pictures pictures;
    private final Pulls pulls;

    PullRoutes(Zoo zoo, Models models, Pictures pictures, Pulls pulls) {
        this.zoo = zoo;
        this.models = models;
        this.pictures = pictures;
        this.pulls = pulls;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/models/{id}/pull", this::model), Route.post("/api/samples/pull", this::photographs));
    }

    private void model(Context context) throws IOException, InterruptedException {
        var card = models.card(context.pathParam("id"));
        var pull = pulls.of(
                "model " + card.id(), told -> zoo.download(card, progress -> told.accept(PullProgress.of(progress))));
        var words = LocalFiles.of(zoo.home(), card);
        tell(context, pull, "The model cannot be fetched", words::withoutFolders);
    }

    private void photographs(Context context) throws IOException, InterruptedException {
        var pull = pulls.of(PHOTOGRAPHS, told -> pictures.pull(step -> told.accept(PullProgress.of(step))));
        var words = LocalFiles.of(zoo.home());
        tell(context, pull, "Not all photographs could be fetched", words::withoutFolders);
    }

    private void tell(Context context, Pull pull, String failed, UnaryOperator<String> words)
            throws IOException, InterruptedException {
        var events = new EventStream(context);
        boolean ended = false;
        while (!ended) {
            try {
                pull.end().get(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
                events.send("progress", pull.progress());
                events.send("done", Map.of());
                ended = true;
            } catch (TimeoutException goesOn) {
                events.send("progress", pull.progress());
            } catch (ExecutionException failure) {
                String why = words.apply(String.valueOf(failure.getCause().getMessage()));
                events.send("problem", new HttpProblem(502, failed, why).document());
                ended = true;
            }
        }
    }
}
