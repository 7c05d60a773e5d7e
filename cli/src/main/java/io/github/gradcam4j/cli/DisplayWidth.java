package io.github.gradcam4j.cli;

import org.jline.utils.WCWidth;

/** The number of a terminal's columns that a text takes: two for a CJK character or an emoji, none for an accent. */
final class DisplayWidth {

    private static final String ELLIPSIS = "…";

    private DisplayWidth() {}

    static int of(String text) {
        return text.codePoints().map(DisplayWidth::of).sum();
    }

    private static int of(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** Returns a text that takes exactly {@code width} columns, at least 1: padded with spaces, or cut. */
    static String pad(String text, int width) {
        String shown = of(text) > width ? cut(text, width - 1) + ELLIPSIS : text;
        return shown + " ".repeat(width - of(shown));
    }

    /** Returns the start of a text that takes {@code width} columns at most. */
    static String cut(String text, int width) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int next = text.codePointAt(end);
            used += of(next);
            if (used > width) {
                break;
            }
            end += Character.charCount(next);
        }
        return text.substring(0, end);
    }

    /** Returns the end of a text that takes {@code width} columns at most, after an ellipsis. */
    static String end(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        int start = 0;
        while (start < text.length() && of(text.substring(start)) > width - 1) {
            start += Character.charCount(text.codePointAt(start));
        }
        return ELLIPSIS + text.substring(start);
    }
}
