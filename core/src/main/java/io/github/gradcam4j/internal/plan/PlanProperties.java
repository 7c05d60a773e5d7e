package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.graph.InvalidModelException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The named values of a plan as text, one on each line, in the format of {@link Properties} and UTF-8. Lists have keys
 * with numbers: {@code frontier.0}, {@code frontier.1}. Not thread safe.
 */
final class PlanProperties {

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Adds a value. */
    PlanProperties put(String key, Object value) {
        values.put(key, value.toString());
        return this;
    }

    /** Adds a value if there is one. */
    PlanProperties put(String key, Optional<?> value) {
        value.ifPresent(v -> put(key, v));
        return this;
    }

    /** Adds a list of texts. */
    PlanProperties putAll(String key, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            put(key + "." + i, texts.get(i));
        }
        return this;
    }

    /** Adds an array of numbers, separated by spaces. */
    PlanProperties put(String key, long[] numbers) {
        return put(key, Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }

    /** Returns whether there is a value. */
    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Returns a text, if there is one. */
    Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * Returns a text.
     *
     * @throws InvalidModelException if it is missing
     */
    String text(String key) {
        return find(key)
                .orElseThrow(() -> new InvalidModelException(
                        String.format(Locale.ROOT, "the plan has no value '%s'. Write it again", key)));
    }

    /**
     * Returns a value.
     *
     * @param parser throws IllegalArgumentException for a text of another form
     * @throws InvalidModelException if it is missing or has another form
     */
    <T> T get(String key, Function<String, T> parser) {
        String text = text(key);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException(
                    String.format(
                            Locale.ROOT,
                            "the plan's value '%s' is '%s', which this version cannot read: %s. Write the plan again",
                            key,
                            text.length() > 80 ? text.substring(0, 80) + "..." : text,
                            e.getMessage()),
                    e);
        }
    }

    /** Returns a whole number, as {@link #get}. */
    int integer(String key) {
        return get(key, Integer::valueOf);
    }

    /** Returns numbers that are separated by spaces, as {@link #get}. */
    long[] numbers(String key) {
        return get(
                key,
                text -> text.isEmpty()
                        ? new long[0]
                        : Arrays.stream(text.split(" "))
                                .mapToLong(Long::parseLong)
                                .toArray());
    }

    /** Returns a list of texts, empty if it has no element. */
    List<String> all(String key) {
        var list = new ArrayList<String>();
        while (has(key + "." + list.size())) {
            list.add(text(key + "." + list.size()));
        }
        return Collections.unmodifiableList(list);
    }

    /** Returns the values as the content of a file. */
    byte[] toBytes() {
        return values.entrySet().stream()
                .map(e -> line(e.getKey(), e.getValue()))
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns one line without the date that {@link Properties} writes before it. */
    private static String line(String key, String value) {
        var one = new Properties();
        one.setProperty(key, value);
        var text = new StringWriter();
        try {
            one.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString()
                .lines()
                .filter(l -> !l.startsWith("#"))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns the values of a file.
     *
     * @throws InvalidModelException if it has another form
     */
    static PlanProperties of(byte[] content) {
        var read = new Properties();
        try {
            read.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("the plan's properties are damaged: " + e.getMessage(), e);
        }
        var properties = new PlanProperties();
        read.stringPropertyNames().stream().sorted().forEach(key -> properties.put(key, read.getProperty(key)));
        return properties;
    }
}
