package io.github.gradcam4j.studio;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A parameter of a route: how the OpenAPI document describes it, and how its text is parsed. A blank value counts as
 * none.
 *
 * @param in where the parameter is: {@code query} or {@code path}
 * @param parser throws an IllegalArgumentException, whose message continues {@code name=text: }
 */
record Parameter<T>(
        String name,
        String in,
        boolean required,
        String description,
        Schema schema,
        @JsonIgnore Function<String, T> parser) {

    /**
     * The JSON Schema of a parameter; components that do not apply are null.
     *
     * @param minimum the smallest number
     * @param maximum the largest number
     * @param values the strings allowed
     * @param standard the value of a parameter that is left out
     * @param items the schema of each value of a parameter that may be repeated
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Schema(
            String type,
            Number minimum,
            Number maximum,
            @JsonProperty("enum") List<String> values,
            @JsonProperty("default") Object standard,
            Schema items) {

        static Schema of(String type) {
            return new Schema(type, null, null, null, null, null);
        }
    }

    /** Returns a required part of the path. */
    static Parameter<String> path(String name, String description) {
        return new Parameter<>(name, "path", true, description, Schema.of("string"), Function.identity());
    }

    /** Returns an optional string. */
    static Parameter<String> query(String name, String description) {
        return query(name, description, Function.identity());
    }

    /** Returns an optional string that is parsed into something else. */
    static <T> Parameter<T> query(String name, String description, Function<String, T> parser) {
        return new Parameter<>(name, "query", false, description, Schema.of("string"), parser);
    }

    /** Returns an optional string out of a few. */
    static <T> Parameter<T> choice(String name, String description, List<String> values, Function<String, T> parser) {
        var schema = new Schema("string", null, null, List.copyOf(values), null, null);
        return new Parameter<>(name, "query", false, description, schema, parser);
    }

    /** Returns an optional integer within a closed range. */
    static Parameter<Integer> integer(String name, String description, int minimum, int maximum) {
        var schema = new Schema("integer", minimum, maximum, null, null, null);
        return new Parameter<>(name, "query", false, description, schema, text ->
                (int) within(schema, parsed(text, Integer::valueOf)));
    }

    /** Returns an optional number within a closed range. */
    static Parameter<Double> number(String name, String description, double minimum, double maximum) {
        var schema = new Schema("number", minimum, maximum, null, null, null);
        return new Parameter<>(
                name, "query", false, description, schema, text -> within(schema, parsed(text, Double::valueOf)));
    }

    /** Returns an optional {@code true} or {@code false}. */
    static Parameter<Boolean> flag(String name, String description) {
        return new Parameter<>(name, "query", false, description, Schema.of("boolean"), text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        });
    }

    private static <N extends Number> N parsed(String text, Function<String, N> parser) {
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number", e);
        }
    }

    private static double within(Schema schema, Number value) {
        if (!(value.doubleValue() >= schema.minimum().doubleValue()
                && value.doubleValue() <= schema.maximum().doubleValue())) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "must be %s to %s", schema.minimum(), schema.maximum()));
        }
        return value.doubleValue();
    }

    /** Returns the same parameter, which a request must have. */
    Parameter<T> asRequired() {
        return new Parameter<>(name, in, true, description, schema, parser);
    }

    /** Returns the same parameter with a value for requests that leave it out. */
    Parameter<T> withDefault(Object value) {
        var other =
                new Schema(schema.type(), schema.minimum(), schema.maximum(), schema.values(), value, schema.items());
        return new Parameter<>(name, in, required, description, other, parser);
    }

    /** Returns the same parameter, which a request may have several times; see {@link #all}. */
    Parameter<T> asRepeated() {
        return new Parameter<>(
                name, in, required, description, new Schema("array", null, null, null, null, schema), parser);
    }

    /**
     * Returns the values that a request has for a repeated parameter, in their order.
     *
     * @throws HttpProblem if a text is invalid (400)
     */
    List<T> all(Context request) {
        return request.queryParams(name).stream()
                .filter(text -> !text.isBlank())
                .map(this::parse)
                .toList();
    }

    /**
     * Returns the value that a request has for this parameter, or the default, if any.
     *
     * @throws HttpProblem if the text is invalid (400)
     */
    Optional<T> find(Context request) {
        String text = in.equals("path") ? request.pathParam(name) : request.queryParam(name);
        return text == null || text.isBlank()
                ? Optional.ofNullable(schema.standard()).map(String::valueOf).map(parser)
                : Optional.of(parse(text));
    }

    /**
     * Returns the value of a parameter that is required or has a default.
     *
     * @throws HttpProblem if the text is invalid or missing (400)
     */
    T get(Context request) {
        return find(request)
                .orElseThrow(() -> HttpProblem.badRequest(
                        String.format(Locale.ROOT, "The parameter %s is missing. %s", name, description)));
    }

    private T parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(String.format(Locale.ROOT, "%s=%s: %s", name, text, e.getMessage()));
        }
    }
}
