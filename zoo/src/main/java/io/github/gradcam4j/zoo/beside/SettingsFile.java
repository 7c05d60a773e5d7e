package io.github.gradcam4j.zoo.beside;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A JSON file with settings. An error names the file and the field.
 *
 * @param notes receives sentences about fields that are not used
 */
record SettingsFile(Path file, JsonNode json, List<String> notes) {

    private static final int LARGEST = 64 << 20;

    /** @throws IllegalArgumentException if the file is not JSON */
    static SettingsFile read(Path file) throws IOException {
        try {
            return new SettingsFile(file, StrictJson.read(file, LARGEST), new ArrayList<>());
        } catch (InvalidJsonException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s %s", file, e.getMessage()), e);
        }
    }

    /** Returns an object in this file as a file of its own; an empty one if it is missing. */
    SettingsFile object(String field) {
        return new SettingsFile(file, json.path(field), notes);
    }

    /** Returns the name of the file. */
    String name() {
        return file.getFileName().toString();
    }

    /** Returns no settings, from this file. */
    PartialSettings settings() {
        return PartialSettings.of(Origin.FILE, name());
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    boolean hasAny(String... fields) {
        return List.of(fields).stream().anyMatch(this::has);
    }

    boolean is(String field, boolean otherwise) {
        return value(field, JsonNode::isBoolean, "true or false")
                .map(JsonNode::asBoolean)
                .orElse(otherwise);
    }

    Optional<Double> number(String field) {
        return value(field, JsonNode::isNumber, "a number").map(JsonNode::asDouble);
    }

    /** Returns a positive whole number. */
    Optional<Integer> length(String field) {
        return value(field, v -> v.isNumber() && v.asInt() > 0, "a positive number")
                .map(JsonNode::asInt);
    }

    Optional<String> text(String field) {
        return value(field, JsonNode::isTextual, "a text").map(JsonNode::asText);
    }

    /** Returns one number for all channels, or one for each. */
    Optional<List<Double>> numbers(String field) {
        return value(
                        field,
                        v -> v.isNumber() || v.isArray() && !v.isEmpty() && all(v, JsonNode::isNumber),
                        "a number or a list of numbers")
                .map(SettingsFile::numbers);
    }

    private static List<Double> numbers(JsonNode value) {
        var numbers = new ArrayList<Double>();
        if (value.isNumber()) {
            numbers.add(value.asDouble());
        }
        value.forEach(v -> numbers.add(v.asDouble()));
        return numbers;
    }

    Optional<JsonNode> value(String field, Predicate<JsonNode> valid, String kind) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!valid.test(json.get(field))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: %s must be %s, not %s", file, field, kind, MessageText.excerpt(json.get(field))));
        }
        return Optional.of(json.get(field));
    }

    static boolean all(JsonNode values, Predicate<JsonNode> valid) {
        for (JsonNode value : values) {
            if (!valid.test(value)) {
                return false;
            }
        }
        return true;
    }

    /** Adds a sentence about a field. */
    void note(String field, String sentence) {
        notes.add(String.format(
                Locale.ROOT, "%s: %s = %s: %s", name(), field, MessageText.excerpt(json.path(field)), sentence));
    }
}
