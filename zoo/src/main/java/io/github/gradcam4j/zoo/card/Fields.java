package io.github.gradcam4j.zoo.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.graph.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An object of a card's JSON, read so that every error names the card and the field. A field that is null counts as
 * left out.
 *
 * @param card the card's name, for errors
 * @param path what stands before a field's name in errors; empty for the card itself
 */
record Fields(String card, String path, ObjectNode json) {

    /** Returns the whole card; other fields than these are an error. */
    static Fields of(String card, JsonNode json, Set<String> known) {
        if (json instanceof ObjectNode object) {
            return new Fields(card, "", object).only(known);
        }
        throw new CardException(String.format(Locale.ROOT, "card %s: is no JSON object", card));
    }

    /** Returns an inner object; an object without fields if it is missing. */
    Fields object(String field, Set<String> known) {
        return value(field, JsonNode::isObject, "an object")
                .map(value -> new Fields(card, path + field + ".", (ObjectNode) value).only(known))
                .orElseGet(() -> new Fields(card, path + field + ".", json.objectNode()));
    }

    /** Returns the objects of a list; none if it is missing. */
    List<Fields> objects(String field, Set<String> known) {
        var objects = new ArrayList<Fields>();
        for (JsonNode element : value(field, JsonNode::isArray, "a list").orElseGet(json::arrayNode)) {
            if (!(element instanceof ObjectNode object)) {
                throw failure(field, "must be a list of objects, and has " + element);
            }
            objects.add(new Fields(card, String.format(Locale.ROOT, "%s%s[%d].", path, field, objects.size()), object)
                    .only(known));
        }
        return objects;
    }

    private Fields only(Set<String> known) {
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw failure(
                        name,
                        "is unknown; the known fields are "
                                + known.stream().sorted().toList());
            }
        }
        return this;
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    Optional<JsonNode> value(String field, Predicate<JsonNode> right, String kind) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!right.test(json.get(field))) {
            throw failure(field, String.format(Locale.ROOT, "must be %s, not %s", kind, json.get(field)));
        }
        return Optional.of(json.get(field));
    }

    Optional<String> text(String field) {
        return value(field, v -> v.isTextual() && !v.asText().isBlank(), "a text")
                .map(JsonNode::asText);
    }

    Optional<Double> number(String field) {
        return value(field, JsonNode::isNumber, "a number").map(JsonNode::asDouble);
    }

    /** A whole number, 0 or more. */
    Optional<Long> count(String field) {
        return value(field, v -> v.canConvertToExactIntegral() && v.asLong() >= 0, "a whole number, 0 or more")
                .map(JsonNode::asLong);
    }

    /** The same for sizes of pictures. */
    Optional<Integer> length(String field) {
        return value(field, v -> v.canConvertToInt() && v.canConvertToExactIntegral(), "a whole number")
                .map(JsonNode::asInt);
    }

    /** A number for all channels, or a list of one number per channel. */
    Optional<List<Double>> perChannel(String field) {
        return value(
                        field,
                        v -> v.isNumber()
                                || v.isArray() && Set.of(1, 3, 4).contains(v.size()) && all(v, JsonNode::isNumber),
                        "a number, or a list of 1, 3 or 4 numbers")
                .map(v -> v.isNumber()
                        ? List.of(v.asDouble())
                        : StreamSupport.stream(v.spliterator(), false)
                                .map(JsonNode::asDouble)
                                .toList());
    }

    /** Tensors by name: numbers, booleans, or nested lists of them. */
    List<Constant> constants(String field) {
        var constants = new ArrayList<Constant>();
        value(field, JsonNode::isObject, "an object of numbers, or of nested lists of numbers")
                .orElseGet(json::objectNode)
                .properties()
                .forEach(tensor -> constants.add(JsonTensor.of(tensor.getKey(), tensor.getValue())
                        .orElseThrow(() -> failure(
                                field + "." + tensor.getKey(),
                                "must be a number, or a nested list of numbers with lists of equal length"))));
        return constants;
    }

    <E extends Enum<E>> Optional<E> choice(String field, Class<E> choices) {
        var names = Arrays.stream(choices.getEnumConstants())
                .collect(Collectors.toMap(c -> c.name().toLowerCase(Locale.ROOT), c -> c));
        String kind = names.keySet().stream().sorted().collect(Collectors.joining(", ", "one of ", ""));
        return value(field, v -> v.isTextual() && names.containsKey(v.asText().toLowerCase(Locale.ROOT)), kind)
                .map(v -> names.get(v.asText().toLowerCase(Locale.ROOT)));
    }

    static boolean all(JsonNode list, Predicate<JsonNode> right) {
        for (JsonNode element : list) {
            if (!right.test(element)) {
                return false;
            }
        }
        return true;
    }

    CardException failure(String field, String what) {
        return new CardException(String.format(Locale.ROOT, "card %s: %s%s %s", card, path, field, what));
    }
}
