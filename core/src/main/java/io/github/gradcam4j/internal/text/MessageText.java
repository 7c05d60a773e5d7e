package io.github.gradcam4j.internal.text;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Text of messages that contain names from files: on one line, with escapes for control characters and for marks that
 * change the direction of writing, and of bounded length.
 */
public final class MessageText {

    private static final int LONGEST = 4000;
    private static final int LONGEST_NAME = 200;
    private static final String CUT = " ... ";

    private MessageText() {}

    /** Returns a message. One of more than 4000 characters is cut in the middle. */
    public static String of(String message) {
        return line(cut(Objects.requireNonNull(message, "message"), LONGEST)).strip();
    }

    /** Returns a name for a message. One of more than 200 characters is cut in the middle. */
    public static String name(String name) {
        return line(cut(name, LONGEST_NAME));
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

    private static String cut(String text, int longest) {
        int half = (longest - CUT.length()) / 2;
        return text.length() <= longest ? text : text.substring(0, half) + CUT + text.substring(text.length() - half);
    }

    private static String line(String text) {
        if (text.codePoints().allMatch(MessageText::isPlain)) {
            return text;
        }
        var line = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(c == '\n' || c == '\r' || c == '\t' ? " " : String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return line.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isBidirectionalMark(c);
        };
    }

    private static boolean isBidirectionalMark(int c) {
        return c == 0x061c || c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    }
}
