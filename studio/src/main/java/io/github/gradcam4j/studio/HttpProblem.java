package io.github.gradcam4j.studio;

import java.util.Map;

/** A request that is refused, in words for the one who asked: RFC 9457. */
final class HttpProblem extends RuntimeException {

    static final String CONTENT_TYPE = "application/problem+json";

    /** The document that is sent. */
    record Document(String type, String title, int status, String detail) {}

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
        return new HttpProblem(400, "The request cannot be understood", detail);
    }

    static HttpProblem notFound(String detail) {
        return new HttpProblem(404, "Not found", detail);
    }

    static HttpProblem unreadable(String detail) {
        return new HttpProblem(422, "Not a picture that can be read", detail);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    Document document() {
        return new Document("about:blank", title, status, getMessage());
    }
}
