package io.github.gradcam4j.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.image.ImageException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;

/** Answers exceptions with problem documents. Unexpected ones are logged and not shown to the client. */
final class ProblemHandler {

    private static final System.Logger LOG = System.getLogger(ProblemHandler.class.getName());

    private final ObjectMapper json;

    ProblemHandler(ObjectMapper json) {
        this.json = json;
    }

    void install(JavalinConfig javalin) {
        javalin.router.javaLangErrorHandler(this::outsideOfRoutes);
        var routes = javalin.routes;
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
        if (e instanceof MethodNotAllowedResponse) {
            String allowed = String.join(", ", e.getDetails().values());
            return new HttpProblem(405, e.getMessage(), "This path has: " + allowed, Map.of("Allow", allowed));
        }
        return e.getStatus() == 404
                ? HttpProblem.notFound("Nothing is at this path. /api/openapi.json lists all paths.")
                : new HttpProblem(e.getStatus(), e.getMessage(), "");
    }

    private void unexpected(Exception e, Context context) {
        LOG.log(Level.ERROR, context.method() + " " + context.path(), e);
        send(new HttpProblem(500, "The studio failed", "The studio's log has the cause"), context);
    }

    /**
     * Returns a handler that answers an {@link Error}, such as one of memory, with a problem (503). The request may
     * succeed later: most errors of memory end with the request that caused them.
     */
    Handler withErrors(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (Error e) {
                LOG.log(Level.ERROR, context.method() + " " + context.path(), e);
                throw outOf(e);
            }
        };
    }

    private static HttpProblem outOf(Error e) {
        String detail = e instanceof OutOfMemoryError
                ? "The studio has not enough memory for this. Try again, or with a smaller image."
                : "The studio's log has the cause";
        return new HttpProblem(503, "The studio failed", detail, Map.of("Retry-After", "5"));
    }

    /** Answers errors of Javalin and Jetty, such as one of memory while a response is written. */
    private void outsideOfRoutes(HttpServletResponse response, Error e) {
        LOG.log(Level.ERROR, "An error outside of the routes", e);
        if (response.isCommitted()) {
            return;
        }
        var problem = outOf(e);
        response.reset();
        response.setStatus(problem.status());
        response.setContentType(HttpProblem.CONTENT_TYPE);
        problem.headers().forEach(response::setHeader);
        try {
            response.getOutputStream().write(json.writeValueAsBytes(problem.toProblem()));
        } catch (IOException disconnected) {
            LOG.log(Level.DEBUG, "The client disconnected", disconnected);
        }
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
