package io.github.gradcam4j.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.studio.api.Problem;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that are refused before any route, malformed ones for example, as a route answers. */
final class ServerProblems extends ErrorHandler {

    private final ObjectMapper json;

    ServerProblems(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var cause = request.getAttribute(ERROR_EXCEPTION);
        int status = cause instanceof HttpException refused ? refused.getCode() : response.getStatus();
        response.setStatus(status);
        var headers = response.getHeaders();
        HostHeaderFilter.HEADERS.forEach(headers::put);
        headers.put(HttpHeader.CONTENT_TYPE, HttpProblem.CONTENT_TYPE);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put(HttpHeader.CONNECTION, "close");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(HttpHeader.RETRY_AFTER, "2");
        }
        response.write(true, ByteBuffer.wrap(body(status)), callback);
        return true;
    }

    private byte[] body(int status) {
        var problem = new Problem(
                "about:blank",
                HttpStatus.getMessage(status),
                status,
                status == HttpStatus.SERVICE_UNAVAILABLE_503
                        ? "Too many requests at a time. Try again in a moment."
                        : "The server cannot handle this HTTP request");
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
