package io.github.gradcam4j.internal.text;

import java.util.Locale;

/** The beginning of a text for a message: a name or value of a file may have megabytes. */
public final class Excerpt {

    private static final int LONGEST = 200;

    private Excerpt() {}

    /**
     * Returns a value's text on one line: without control characters, half characters and marks that change the writing
     * direction, which become "?"; after 200 characters, the length follows.
     */
    public static String of(Object value) {
        return of(value, LONGEST);
    }

    /**
     * Returns a value's text as {@link #of(Object)}.
     *
     * @param longest the number of characters after which it is cut
     */
    public static String of(Object value, int longest) {
        String text = String.valueOf(value);
        var shown = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> shown.appendCodePoint(isShown(c) ? c : '?'));
        if (shown.length() < text.length()) {
            shown.append(String.format(Locale.ROOT, "... (%,d characters)", text.length()));
        }
        return shown.toString();
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
