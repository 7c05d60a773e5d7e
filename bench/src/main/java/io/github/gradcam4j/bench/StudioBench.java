package io.github.gradcam4j.bench;

import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.samples.Sample;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.studio.Studio;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Sends the requests of the page to a studio on this machine. */
final class StudioBench implements Bench {

    private static final int OK = 200;

    private final Model model;
    private final ForwardBaseline forward;
    private final Studio studio;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> samples =
            Samples.drawn().all().stream().map(Sample::id).toList();
    private int count;

    private StudioBench(Model model, ForwardBaseline forward, Studio studio) {
        this.model = model;
        this.forward = forward;
        this.studio = studio;
    }

    static StudioBench of(Model model) throws IOException {
        var studio = Studio.create(config -> config.port(0).model(model)).start();
        return new StudioBench(model, ForwardBaseline.of(model), studio);
    }

    @Override
    public RoundRobin cases() {
        var input = Tensor.zeros(model.preprocessing().shape());
        return new RoundRobin("Requests to the studio, " + model.id(), 1)
                .add(ForwardBaseline.NAME, () -> forward.run(input))
                .add("another image", () -> get("/api/explain?picture=" + samples.get(next() % samples.size())))
                .add("another class", () -> get("/api/explain?picture=lighthouse&target=" + nextClass()))
                .add("another method", () -> get("/api/explain?picture=lighthouse&method=layercam"))
                .add("the overlay as PNG", () -> get("/api/explain.png?picture=lighthouse&target=" + nextClass()))
                .add("all steps", () -> get("/api/steps?picture=lighthouse&target=" + nextClass()))
                .remark("Times are from the request to the last byte of the response, with one client on this "
                        + "machine.");
    }

    private int next() {
        return count++;
    }

    /** Returns the next class; always 0 for a model without labels, whose number of classes is unknown. */
    private int nextClass() {
        return next() % model.labels().map(Labels::size).orElse(1);
    }

    private void get(String path) throws Exception {
        var uri = URI.create(studio.url()).resolve(path + "&model=" + model.id());
        var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != OK) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "GET %s returned status %d: %s",
                    uri,
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void close() {
        studio.close();
        forward.close();
    }
}
