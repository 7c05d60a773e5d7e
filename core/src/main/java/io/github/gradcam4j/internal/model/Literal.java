package io.github.gradcam4j.internal.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reader of Python's literals of lists, tuples, dictionaries, texts and numbers, which contain those of JSON.
 * Exporters write them as texts into a model's metadata: {@code {0: 'cat', 1: "it's"}}.
 */
final class Literal {

    private static final String ESCAPED = "\\'\"/abfnrtv";
    private static final String CHARACTERS = "\\'\"/\u0007\b\f\n\r\t\u000b";

    private static final int DEEPEST = 16;

    private final String text;
    private int at;
    private int depth;

    private Literal(String text) {
        this.text = text;
    }

    /**
     * Returns the value of a literal: a {@link Map}, {@link List}, {@link String}, {@link Long} or {@link Double};
     * empty if the text is not such a literal.
     */
    static Optional<Object> read(String text) {
        var literal = new Literal(text);
        try {
            var value = literal.value();
            literal.skipSpace();
            return literal.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Object value() {
        require(depth++ < DEEPEST);
        var value = switch (next()) {
            case '{' -> map();
            case '[' -> list(']');
            case '(' -> list(')');
            case '\'', '"' -> string();
            default -> number();
        };
        depth--;
        return value;
    }

    private Map<Object, Object> map() {
        var map = new LinkedHashMap<>();
        at++;
        while (!skipped('}')) {
            var key = value();
            require(skipped(':'));
            map.put(key, value());
            require(skipped(',') || next() == '}');
        }
        return map;
    }

    private List<Object> list(char end) {
        var list = new ArrayList<>();
        at++;
        while (!skipped(end)) {
            list.add(value());
            require(skipped(',') || next() == end);
        }
        return list;
    }

    private String string() {
        char quote = text.charAt(at++);
        var value = new StringBuilder();
        for (char c = text.charAt(at++); c != quote; c = text.charAt(at++)) {
            if (c == '\\') {
                escaped(value);
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    private void escaped(StringBuilder value) {
        char c = text.charAt(at++);
        int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits > 0) {
            value.appendCodePoint(Integer.parseInt(text.substring(at, at + digits), 16));
            at += digits;
        } else {
            require(ESCAPED.indexOf(c) >= 0);
            value.append(CHARACTERS.charAt(ESCAPED.indexOf(c)));
        }
    }

    private Number number() {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        return digits.matches("[+-]?\\d{1,18}") ? (Number) Long.valueOf(digits) : Double.valueOf(digits);
    }

    private boolean skipped(char c) {
        boolean here = next() == c;
        at += here ? 1 : 0;
        return here;
    }

    private char next() {
        skipSpace();
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("not a literal");
        }
    }
}
