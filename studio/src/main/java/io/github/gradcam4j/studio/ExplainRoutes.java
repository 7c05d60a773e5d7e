package io.github.gradcam4j.studio;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Figure;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.report.ExplanationJson;
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.report.ResultName;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.studio.api.ExplanationResponse;
import io.github.gradcam4j.studio.api.RunProgress;
import io.github.gradcam4j.studio.api.Steps;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Explanations as JSON, as files, and step by step. */
final class ExplainRoutes {

    private static final System.Logger LOG = System.getLogger(ExplainRoutes.class.getName());
    private static final long PAUSE_NANOS = 250_000_000;

    private final ExplainParameters parameters;
    private final Pictures pictures;
    private final ExplanationService explanations;

    ExplainRoutes(Models models, Pictures pictures, ExplanationService explanations) {
        this.parameters = new ExplainParameters(models, pictures);
        this.pictures = pictures;
        this.explanations = explanations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/explain",
                        operation("Explains an image", ExplainParameters.HEAT_MAP)
                                .returnsJson(ExplanationResponse.class),
                        this::explain),
                Route.get(
                        "/api/explain.events",
                        operation(
                                        "Explains an image and reports the progress of slow methods",
                                        ExplainParameters.HEAT_MAP)
                                .streams(RunProgress.class, ExplanationResponse.class),
                        this::events),
                Route.get(
                        "/api/explain.json",
                        operation("Returns the explanation as a file, without the heat map")
                                .returnsJson(ExplanationJson.class),
                        this::json),
                Route.get(
                        "/api/explain.png",
                        operation("Draws the heat map over the image")
                                .withParameters(OverlayParameters.ALL)
                                .returnsPng(),
                        this::overlay),
                Route.get(
                        "/api/explain.figure.png",
                        operation("Draws the image and its overlay side by side, with a caption")
                                .withParameters(OverlayParameters.ALL)
                                .returnsPng(),
                        this::figure),
                Route.get(
                        "/api/explain.npy",
                        operation("Returns the raw map as a NumPy file: float32, [height, width]")
                                .returnsBinary("application/octet-stream"),
                        this::npy),
                Route.get(
                        "/api/steps",
                        operation("Returns every intermediate result of Grad-CAM", ExplainParameters.CHANNELS)
                                .returnsJson(Steps.class),
                        this::steps));
    }

    private static Operation operation(String summary, Parameter<?>... more) {
        return Operation.of(summary)
                .withParameters(ExplainParameters.ALL)
                .withParameters(List.of(more))
                .fails(400, 404, 409, 422, 503);
    }

    private void explain(Context context) throws Exception {
        var query = parameters.parse(context);
        var response = explanations.explain(query, Progress.NONE, responseTo(query, context));
        context.header("Cache-Control", "no-store").json(response);
    }

    private static Function<Explanation, ExplanationResponse> responseTo(ExplainQuery query, Context context) {
        var input = query.model().preprocessing();
        return ExplainParameters.HEAT_MAP.get(context)
                ? e -> ExplanationResponse.of(json(query, e), query.image(), e, input)
                : e -> ExplanationResponse.withoutHeatMap(json(query, e), query.image(), e);
    }

    /** Sends progress, then the response. Ends the method when the client has closed the connection. */
    private void events(Context context) throws Exception {
        var query = parameters.parse(context);
        var response = responseTo(query, context);
        var events = new EventStream(context);
        try {
            events.send("done", explanations.explain(query, sendingTo(events), response));
        } catch (HttpProblem problem) {
            if (!events.hasBegun()) {
                throw problem;
            }
            events.send("problem", problem.toProblem());
        } catch (UncheckedIOException disconnected) {
            LOG.log(
                    Level.DEBUG,
                    "{0} ended: the client disconnected",
                    query.method().title());
        }
    }

    private static Progress sendingTo(EventStream events) {
        var last = new AtomicLong(System.nanoTime());
        return (done, total) -> {
            if (System.nanoTime() - last.get() < PAUSE_NANOS) {
                return;
            }
            last.set(System.nanoTime());
            try {
                events.send("progress", new RunProgress(done, total));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private void json(Context context) throws Exception {
        var query = parameters.parse(context);
        var json = explanations.explain(query, explanation -> json(query, explanation));
        file(context, query, json, ResultFormat.JSON).json(json);
    }

    /** A result file: its content, and the explanation that names it. */
    private record ResultFile(ExplanationJson json, byte[] content) {}

    private void overlay(Context context) throws Exception {
        var overlay = OverlayParameters.parse(context);
        send(
                context,
                ResultFormat.PNG,
                (query, explanation) -> overlay.draw(query.image(), explanation).png());
    }

    private void figure(Context context) throws Exception {
        var overlay = OverlayParameters.parse(context);
        send(
                context,
                ResultFormat.FIGURE,
                (query, explanation) ->
                        figure(query, explanation, overlay).draw().png());
    }

    private Figure figure(ExplainQuery query, Explanation explanation, OverlayParameters overlay) {
        var best = explanation.predictions().top(1).get(0);
        return Figure.explanation(
                query.image(),
                pictures.truth(query.picture()),
                best.label(),
                best.probability(),
                overlay.draw(query.image(), explanation),
                explanation.method().title(),
                ResultName.title(
                        explanation.target().label(), json(query, explanation).contrasts()),
                String.format(
                        Locale.ROOT,
                        "%s, %s",
                        explanation.layer().name(),
                        query.model().id()));
    }

    private void npy(Context context) throws Exception {
        send(context, ResultFormat.NPY, (query, explanation) -> {
            var map = explanation.map();
            return Npy.bytes(Tensor.of(map.values(), map.height(), map.width()));
        });
    }

    private void send(Context context, ResultFormat format, BiFunction<ExplainQuery, Explanation, byte[]> content)
            throws Exception {
        var query = parameters.parse(context);
        var result = explanations.explain(
                query, explanation -> new ResultFile(json(query, explanation), content.apply(query, explanation)));
        file(context, query, result.json(), format)
                .contentType(format == ResultFormat.NPY ? "application/octet-stream" : "image/png")
                .result(result.content());
    }

    private void steps(Context context) throws Exception {
        var query = parameters.parse(context);
        if (!query.method().equals(Methods.GRAD_CAM)) {
            throw HttpProblem.badRequest(String.format(
                    Locale.ROOT,
                    "Only gradcam has steps, not %s",
                    query.method().id()));
        }
        var selected = ExplainParameters.CHANNELS.find(context).orElse(List.of());
        var steps = explanations.explain(query, explanation -> {
            int channels = explanation.context().gradient().channels();
            if (selected.stream().anyMatch(k -> k < 0 || k >= channels)) {
                throw HttpProblem.badRequest("The channels of this layer are 0 to " + (channels - 1));
            }
            return Steps.of(query.model().id(), query.image(), explanation, selected);
        });
        context.header("Cache-Control", "no-store").json(steps);
    }

    private static ExplanationJson json(ExplainQuery query, Explanation explanation) {
        return ExplanationJson.of(query.picture(), explanation);
    }

    /** Sets the headers of a result file, with the name that the command line gives it. */
    private static Context file(Context context, ExplainQuery query, ExplanationJson json, ResultFormat format) {
        String input = ResultName.sanitized(query.picture().replace("sample:", ""));
        String name = ResultName.of(json).file(input, format);
        return context.header("Cache-Control", "no-store")
                .header("Content-Disposition", "inline; filename=\"" + name + "\"");
    }
}
