package io.github.gradcam4j.internal.text;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Untrusted text in messages: on one line, of bounded length, and with escapes such as {@code \\u001b} for control
 * characters and for marks that change the direction of writing.
 */
public final class MessageText {

    private static final int LONGEST = 4000;
    private static final int LONGEST_EXCERPT = 200;
    private static final String CUT = " ... ";

    private MessageText() {}

    /** Returns a whole message. One of more than 4000 characters is cut in the middle. */
    public static String of(String message) {
        return line(cut(Objects.requireNonNull(message, "message"))).strip();
    }

    private static String cut(String text) {
        int half = (LONGEST - CUT.length()) / 2;
        return text.length() <= LONGEST ? text : text.substring(0, half) + CUT + text.substring(text.length() - half);
    }

    /** Returns a name or value for a message. After 200 characters, the length follows. */
    public static String excerpt(Object value) {
        return excerpt(value, LONGEST_EXCERPT);
    }

    /**
     * Returns a name or value as {@link #excerpt(Object)}.
     *
     * @param longest the number of characters after which it is cut
     */
    public static String excerpt(Object value, int longest) {
        String text = String.valueOf(value);
        if (text.codePointCount(0, text.length()) <= longest) {
            return line(text);
        }
        String beginning = text.substring(0, text.offsetByCodePoints(0, longest));
        return String.format(Locale.ROOT, "%s... (%,d characters)", line(beginning), text.length());
    }

    /**
     * Returns a message after the file that it is about; empty if it begins with the file, or if there is none.
     *
     * @param message one of this class
     */
    public static Optional<String> in(Optional<Path> file, String message) {
        return file.map(Path::toString)
                .filter(name -> !message.startsWith(of(name)))
                .map(name -> of(name + ": " + message));
    }

    /** Returns a text on one line: a line break or a tab, with the spaces around it, becomes a space. */
    public static String line(String text) {
        if (text.codePoints().allMatch(MessageText::isPlain)) {
            return text;
        }
        var line = new StringBuilder();
        boolean blank = false;
        for (int c : text.codePoints().toArray()) {
            boolean breaks = c == '\n' || c == '\r' || c == '\t';
            if (breaks && !line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
            blank = breaks || blank && c == ' ';
            if (!blank) {
                line.append(isPlain(c) ? Character.toString(c) : escaped(c));
            }
        }
        return line.toString();
    }

    /** Returns the escape of a character, as in JSON. */
    public static String escaped(int character) {
        return String.format(Locale.ROOT, "\\u%04x", character);
    }

    /**
     * Returns whether a terminal shows a character as it is: no control character (C0, DEL, C1), no separator of lines,
     * no mark that changes the direction of other text, and not half of a pair of surrogates.
     */
    public static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isBidirectionalMark(character);
        };
    }

    private static boolean isBidirectionalMark(int c) {
        return c == 0x061c || c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    }
}
