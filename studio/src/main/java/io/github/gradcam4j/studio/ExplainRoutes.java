package io.github.gradcam4j.studio;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Figure;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
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
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Target;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Explanations, as numbers, as pictures and step by step. */
final class ExplainRoutes {

    private static final System.Logger LOG = System.getLogger(ExplainRoutes.class.getName());
    private static final long PAUSE_NANOS = 250_000_000;

    private final Models models;
    private final Pictures pictures;
    private final ExplanationService explanations;

    ExplainRoutes(Models models, Pictures pictures, ExplanationService explanations) {
        this.models = models;
        this.pictures = pictures;
        this.explanations = explanations;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/explain", this::answer),
                Route.get("/api/explain.events", this::events),
                Route.get("/api/explain.json", this::json),
                Route.get("/api/explain.png", this::overlay),
                Route.get("/api/explain.figure.png", this::figure),
                Route.get("/api/explain.npy", this::map),
                Route.get("/api/steps", this::steps));
    }

    private void answer(Context context) throws Exception {
        var asked = asked(context, method(context));
        var answer = explanations.explain(asked, Progress.NONE, answering(context, asked));
        context.header("Cache-Control", "no-store").json(answer);
    }

    private static Function<Explanation, ExplanationResponse> answering(
            Context context, ExplanationService.Asked asked) {
        var picture = asked.picture();
        var input = asked.model().preprocessing();
        return heatMap(context)
                ? e -> ExplanationResponse.of(json(asked, e), picture, e, input)
                : e -> ExplanationResponse.withoutHeatMap(json(asked, e), picture, e);
    }

    private static boolean heatMap(Context context) {
        return optional(context, "heatMap")
                .map(text -> parsed("heatMap", text, ExplainRoutes::flag))
                .orElse(true);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false is expected");
        };
    }

    /** The same answer, with word of how far a slow method is; one whose asker has gone is ended. */
    private void events(Context context) throws Exception {
        var asked = asked(context, method(context));
        var answering = answering(context, asked);
        var events = new EventStream(context);
        try {
            events.send("done", explanations.explain(asked, telling(events), answering));
        } catch (HttpProblem problem) {
            if (!events.hasBegun()) {
                throw problem;
            }
            events.send("problem", problem.document());
        } catch (UncheckedIOException nobodyListens) {
            LOG.log(
                    Level.DEBUG,
                    "{0} was ended, as its asker has gone",
                    asked.method().title());
        }
    }

    private static Progress telling(EventStream events) {
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
        var asked = asked(context, method(context));
        var explanation = explanations.explain(asked);
        file(context, asked, explanation, ResultFormat.JSON).json(json(asked, explanation));
    }

    private void overlay(Context context) throws Exception {
        var asked = asked(context, method(context));
        var explanation = explanations.explain(asked);
        file(context, asked, explanation, ResultFormat.PNG)
                .contentType("image/png")
                .result(overlay(context, asked.picture(), explanation).png());
    }

    private void figure(Context context) throws Exception {
        var asked = asked(context, method(context));
        var explanation = explanations.explain(asked);
        var best = explanation.predictions().top(1).get(0);
        var figure = Figure.explanation(
                asked.picture(),
                pictures.truth(asked.id()),
                best.label(),
                best.probability(),
                overlay(context, asked.picture(), explanation),
                explanation.method().title(),
                ResultName.title(
                        explanation.target().label(),
                        explanation.versus().map(Prediction::label).orElse(null)),
                "%s, %s".formatted(explanation.layer().name(), asked.model().id()));
        file(context, asked, explanation, ResultFormat.FIGURE)
                .contentType("image/png")
                .result(figure.draw().png());
    }

    private void map(Context context) throws Exception {
        var asked = asked(context, method(context));
        var explanation = explanations.explain(asked);
        var map = explanation.map();
        file(context, asked, explanation, ResultFormat.NPY)
                .contentType("application/octet-stream")
                .result(Npy.bytes(Tensor.of(map.values(), map.height(), map.width())));
    }

    private void steps(Context context) throws Exception {
        if (!method(context).equals(Methods.GRAD_CAM)) {
            throw HttpProblem.badRequest("The steps are those of gradcam; other methods have others");
        }
        var asked = asked(context, Methods.GRAD_CAM);
        var wanted = optional(context, "channels").map(ExplainRoutes::channels).orElse(List.of());
        var explanation = explanations.explain(asked);
        int channels = explanation.context().gradient().channels();
        if (wanted.stream().anyMatch(k -> k < 0 || k >= channels)) {
            throw HttpProblem.badRequest("The layer has the channels 0 to " + (channels - 1));
        }
        var input = Tensor.zeros(asked.model().preprocessing().shape());
        asked.model().preprocessing().writeTensor(asked.picture(), input.floats());
        context.header("Cache-Control", "no-store")
                .json(Steps.of(asked.model().id(), asked.picture(), explanation, input, wanted));
    }

    private static List<Integer> channels(String text) {
        return parsed(
                "channels",
                text,
                t -> Arrays.stream(t.split(",")).map(Integer::valueOf).limit(64).toList());
    }

    private static ExplanationJson json(ExplanationService.Asked asked, Explanation explanation) {
        return ExplanationJson.of(asked.id(), asked.model().id(), explanation);
    }

    private static Image overlay(Context context, Image picture, Explanation explanation) {
        var colors = optional(context, "colormap")
                .map(text -> parsed("colormap", text, Colormap::byName))
                .orElse(Colormap.JET);
        var sign = optional(context, "sign")
                .map(text -> parsed("sign", text, Sign::byName))
                .orElse(Sign.POSITIVE);
        double alpha = optional(context, "alpha")
                .map(text -> parsed("alpha", text, Double::valueOf))
                .orElse(0.5);
        if (!(alpha >= 0 && alpha <= 1)) {
            throw HttpProblem.badRequest("alpha is 0 to 1, not " + alpha);
        }
        return explanation.overlay(picture, sign, colors, alpha);
    }

    /** Sets the headers of a result file, with the name that the command line gives it. */
    private static Context file(
            Context context, ExplanationService.Asked asked, Explanation explanation, ResultFormat format) {
        String input = ResultName.sanitized(asked.id().replace("sample:", ""));
        String name = ResultName.of(json(asked, explanation)).file(input, format);
        return context.header("Cache-Control", "no-store")
                .header("Content-Disposition", "inline; filename=\"" + name + "\"");
    }

    private ExplanationService.Asked asked(Context context, AttributionMethod method) throws IOException {
        String picture = optional(context, "picture")
                .orElseThrow(() -> HttpProblem.badRequest(
                        "Say which picture: picture=ID, with an id of /api/samples or of an upload"));
        var target = target(optional(context, "target").orElse("top1"));
        var versus = optional(context, "versus").map(ExplainRoutes::target);
        return new ExplanationService.Asked(
                picture,
                pictures.find(picture),
                models.ready(optional(context, "model")),
                optional(context, "layer"),
                method,
                versus.map(target::versus).orElse(target));
    }

    private static Target target(String text) {
        return parsed("target", text, Target::of);
    }

    private static AttributionMethod method(Context context) {
        return optional(context, "method")
                .map(text -> parsed("method", text, Methods::byName))
                .orElse(Methods.GRAD_CAM);
    }

    private static Optional<String> optional(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
    }

    private static <T> T parsed(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("%s=%s: %s".formatted(name, text, e.getMessage()));
        }
    }
}
