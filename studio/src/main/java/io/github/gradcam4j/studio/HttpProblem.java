package io.github.gradcam4j.studio;

import io.github.gradcam4j.studio.api.Problem;
import java.util.Map;

/** An error response; it becomes a problem document (RFC 9457). The message is the detail, written for the client. */
final class HttpProblem extends RuntimeException {

    static final String CONTENT_TYPE = "application/problem+json";

    private final int status;
    private final String title;
    private final transient Map<String, String> headers;

    HttpProblem(int status, String title, String detail) {
        this(status, title, detail, Map.of());
    }

    HttpProblem(int status, String title, String detail, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.title = title;
        this.headers = headers;
    }

    static HttpProblem badRequest(String detail) {
        return new HttpProblem(400, "This link asks for something unknown", detail);
    }

    /** Returns a problem whose detail is the exception's message, as a sentence. */
    static HttpProblem badRequest(IllegalArgumentException cause) {
        String text = cause.getMessage();
        return badRequest(
                text == null || text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1));
    }

    static HttpProblem invalidUpload(String detail) {
        return new HttpProblem(400, "Invalid upload", detail);
    }

    static HttpProblem notFound(String detail) {
        return new HttpProblem(404, "Not found", detail);
    }

    static HttpProblem unreadable(String detail) {
        return new HttpProblem(422, "The image cannot be read", detail);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    Problem toProblem() {
        return new Problem("about:blank", title, status, getMessage());
    }
}
