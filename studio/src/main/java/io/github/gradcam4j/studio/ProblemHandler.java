package io.github.gradcam4j.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.image.ImageException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Answers exceptions with problem documents. Unexpected ones are logged and not shown to the client. */
final class ProblemHandler {

    private static final System.Logger LOG = System.getLogger(ProblemHandler.class.getName());

    private final ObjectMapper json;

    ProblemHandler(ObjectMapper json) {
        this.json = json;
    }

    void install(RoutesConfig routes) {
        routes.exception(HttpProblem.class, this::send)
                .exception(ImageException.class, (e, context) -> send(HttpProblem.unreadable(e.getMessage()), context))
                .exception(NoGradientException.class, (e, context) -> send(notDifferentiable(e), context))
                .exception(HttpResponseException.class, (e, context) -> send(standard(e), context))
                .exception(Exception.class, this::unexpected);
        routes.error(404, context -> {
            if (context.result() == null && !context.res().isCommitted()) {
                send(
                        HttpProblem.notFound(String.format(
                                Locale.ROOT, "Nothing is at %s. /api/openapi.json lists all paths.", context.path())),
                        context);
            }
        });
    }

    private static HttpProblem notDifferentiable(NoGradientException e) {
        return new HttpProblem(422, "This layer cannot be explained", e.getMessage());
    }

    private static HttpProblem standard(HttpResponseException e) {
        return e.getStatus() == 404
                ? HttpProblem.notFound("Nothing is at this path. /api/openapi.json lists all paths.")
                : new HttpProblem(e.getStatus(), e.getMessage(), "");
    }

    private void unexpected(Exception e, Context context) {
        LOG.log(Level.ERROR, context.method() + " " + context.path(), e);
        send(new HttpProblem(500, "The studio failed", "The studio's log has the cause"), context);
    }

    void send(HttpProblem problem, Context context) {
        problem.headers().forEach(context::header);
        try {
            context.status(problem.status())
                    .contentType(HttpProblem.CONTENT_TYPE)
                    .result(json.writeValueAsString(problem.toProblem()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
