package io.github.gradcam4j.formats.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An object of JSON, read so that every error names the file, the field and the kind of value that is right. A field
 * that is null counts as left out.
 *
 * @param subject what the object describes, for errors, such as {@code card FILE:}
 * @param path what stands before a field's name in errors; empty for the outermost object
 * @param problem makes the exception of an error
 */
public record Fields(
        String subject, String path, ObjectNode json, Function<String, ? extends RuntimeException> problem) {

    /** Returns the fields of a value that must be an object. */
    public static Fields of(String subject, JsonNode json, Function<String, ? extends RuntimeException> problem) {
        if (json instanceof ObjectNode object) {
            return new Fields(subject, "", object, problem);
        }
        throw problem.apply(
                String.format(Locale.ROOT, "%s must be a JSON object, not %s", subject, MessageText.excerpt(json)));
    }

    /** Returns an inner object; an object without fields if it is missing. */
    public Fields object(String field) {
        var inner = value(field, JsonNode::isObject, "an object").orElseGet(json::objectNode);
        return new Fields(subject, path + field + ".", (ObjectNode) inner, problem);
    }

    /** Returns the objects of a list; none if it is missing. */
    public List<Fields> objects(String field) {
        var objects = new ArrayList<Fields>();
        for (JsonNode element : list(field)) {
            if (!(element instanceof ObjectNode object)) {
                throw failure(field, "must be a list of objects, and has " + MessageText.excerpt(element));
            }
            String inner = String.format(Locale.ROOT, "%s%s[%d].", path, field, objects.size());
            objects.add(new Fields(subject, inner, object, problem));
        }
        return objects;
    }

    /** Returns the elements of a list; none if it is missing. */
    public Iterable<JsonNode> list(String field) {
        return value(field, JsonNode::isArray, "a list").orElseGet(json::arrayNode);
    }

    /**
     * Returns these fields, which must all be known.
     *
     * @param advice follows the names of the known fields in the message, such as where they are described
     */
    public Fields only(Set<String> known, String advice) {
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw failure(
                        MessageText.excerpt(name),
                        String.format(
                                Locale.ROOT,
                                "is unknown; the known fields are %s%s",
                                known.stream().sorted().toList(),
                                advice));
            }
        }
        return this;
    }

    /** Returns whether a field has a value other than null. */
    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    /**
     * Returns the value of a field, if any.
     *
     * @param kind what a right value is, such as {@code a list}, for the error
     */
    public Optional<JsonNode> value(String field, Predicate<JsonNode> right, String kind) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!right.test(json.get(field))) {
            throw failure(
                    field,
                    String.format(Locale.ROOT, "must be %s, not %s", kind, MessageText.excerpt(json.get(field))));
        }
        return Optional.of(json.get(field));
    }

    /** Returns a text that is not blank. */
    public Optional<String> text(String field) {
        return value(field, v -> v.isTextual() && !v.asText().isBlank(), "a text")
                .map(JsonNode::asText);
    }

    /** Returns true or false. */
    public Optional<Boolean> flag(String field) {
        return value(field, JsonNode::isBoolean, "true or false").map(JsonNode::asBoolean);
    }

    /** Returns a finite number. */
    public Optional<Double> number(String field) {
        return value(field, Fields::isNumber, "a number").map(JsonNode::asDouble);
    }

    /** Returns a whole number, 0 or more. */
    public Optional<Long> count(String field) {
        return value(field, v -> isWhole(v) && v.canConvertToLong() && v.asLong() >= 0, "a whole number, 0 or more")
                .map(JsonNode::asLong);
    }

    /** Returns a whole number of 32 bits. */
    public Optional<Integer> integer(String field) {
        return value(field, Fields::isInteger, "a whole number").map(JsonNode::asInt);
    }

    /** Returns one number, or a list of numbers, of these lengths. */
    public Optional<List<Double>> numbers(String field, Set<Integer> lengths, String kind) {
        return value(
                        field,
                        v -> isNumber(v) || v.isArray() && lengths.contains(v.size()) && all(v, Fields::isNumber),
                        kind)
                .map(Fields::doubles);
    }

    private static List<Double> doubles(JsonNode value) {
        if (value.isNumber()) {
            return List.of(value.asDouble());
        }
        var numbers = new ArrayList<Double>();
        value.forEach(v -> numbers.add(v.asDouble()));
        return numbers;
    }

    /** Returns the constant of an enum with this name, in any case. */
    public <E extends Enum<E>> Optional<E> choice(String field, Class<E> choices) {
        var names = Arrays.stream(choices.getEnumConstants())
                .collect(Collectors.toMap(c -> c.name().toLowerCase(Locale.ROOT), c -> c));
        String kind = names.keySet().stream().sorted().collect(Collectors.joining(", ", "one of ", ""));
        return value(field, v -> v.isTextual() && names.containsKey(v.asText().toLowerCase(Locale.ROOT)), kind)
                .map(v -> names.get(v.asText().toLowerCase(Locale.ROOT)));
    }

    /** Returns whether a value is a finite number. */
    public static boolean isNumber(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.asDouble());
    }

    /** Returns whether a value is a whole number of 32 bits. */
    public static boolean isInteger(JsonNode value) {
        return isWhole(value) && value.canConvertToInt();
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.canConvertToExactIntegral();
    }

    /** Returns whether all elements of a list, or all values of an object, are right. */
    public static boolean all(JsonNode values, Predicate<JsonNode> right) {
        for (JsonNode value : values) {
            if (!right.test(value)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the exception of a wrong field. */
    public RuntimeException failure(String field, String what) {
        return problem.apply(String.format(Locale.ROOT, "%s %s%s %s", subject, path, field, what));
    }
}
