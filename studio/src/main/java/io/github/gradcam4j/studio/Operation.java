package io.github.gradcam4j.studio;

import io.github.gradcam4j.studio.api.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The description of a route as data, from which the OpenAPI document is generated. Immutable.
 *
 * @param summary one line without a full stop
 * @param upload the description of the file that the request's form contains
 * @param responses by status; {@code default} stands for all other errors
 */
record Operation(
        String summary, List<Parameter<?>> parameters, Optional<String> upload, Map<String, Response> responses) {

    private static final Map<Integer, String> PROBLEMS = Map.of(
            400, "A parameter is missing or invalid",
            403, "This studio downloads nothing",
            404, "Not found",
            408, "The body arrives too slowly",
            409, "The model has to be downloaded first",
            413, "Too large",
            415, "Not multipart/form-data",
            422, "The image cannot be read, or the layer cannot be explained",
            503, "Busy, stopping or out of time; Retry-After is set when it helps to try again");

    /** A response with one kind of content. */
    record Response(String description, Content content) {}

    /** The kind of a response's body. */
    sealed interface Content permits Json, Binary, Events, ProblemJson {}

    /**
     * A JSON document.
     *
     * @param type the record that is written
     */
    record Json(Class<?> type) implements Content {}

    /** Bytes, such as those of an image. */
    record Binary(String mediaType) implements Content {}

    /**
     * Server-sent events.
     *
     * @param types the record that is the data of each event, by the event's name in the order of sending
     */
    record Events(Map<String, Class<?>> types) implements Content {}

    /** A problem document (RFC 9457). */
    record ProblemJson() implements Content {}

    static Operation of(String summary, Parameter<?>... parameters) {
        return new Operation(summary, List.of(parameters), Optional.empty(), Map.of())
                .with(
                        "default",
                        new Response(
                                "Any other error: 401 without the token, 429 for too many requests",
                                new ProblemJson()));
    }

    Operation withParameters(List<Parameter<?>> more) {
        var all = new ArrayList<Parameter<?>>(parameters);
        all.addAll(more);
        return new Operation(summary, List.copyOf(all), upload, responses);
    }

    /** Returns the same operation for a form ({@code multipart/form-data}) with one file. */
    Operation withUpload(String description) {
        return new Operation(summary, parameters, Optional.of(description), responses);
    }

    Operation returnsJson(Class<?> type) {
        return with("200", new Response("OK", new Json(type)));
    }

    Operation returnsPng() {
        return returnsBinary("image/png");
    }

    Operation returnsBinary(String mediaType) {
        return with("200", new Response("OK", new Binary(mediaType)));
    }

    Operation creates(Class<?> type) {
        return with("201", new Response("Created", new Json(type)));
    }

    /**
     * Returns the same operation with a stream of {@code progress} events, then one {@code done} or {@code problem}
     * event.
     */
    Operation streams(Class<?> progress, Class<?> done) {
        var types = new LinkedHashMap<String, Class<?>>();
        types.put("progress", progress);
        types.put("done", done);
        types.put("problem", Problem.class);
        return with("200", new Response("Progress, then the result or a problem", new Events(types)));
    }

    /** Returns the same operation with the problems that its clients have to expect. */
    Operation fails(int... statuses) {
        var operation = this;
        for (int status : statuses) {
            operation = operation.with(String.valueOf(status), new Response(PROBLEMS.get(status), new ProblemJson()));
        }
        return operation;
    }

    private Operation with(String status, Response response) {
        var all = new LinkedHashMap<>(responses);
        all.put(status, response);
        return new Operation(summary, parameters, upload, all);
    }
}
