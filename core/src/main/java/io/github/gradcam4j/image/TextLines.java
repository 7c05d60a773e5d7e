package io.github.gradcam4j.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Wraps a text to lines of a limited width. */
final class TextLines {
    private static final int MOST_LINES = 2;
    private static final String ELLIPSIS = "…";

    private TextLines() {}

    /**
     * Returns the text and its tail in at most two lines, wrapped at spaces; text that does not fit is left out before
     * the tail.
     */
    static List<String> broken(String text, String tail, int width, ToIntFunction<String> measure) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip() + tail;
        while (lines.size() < MOST_LINES - 1 && measure.applyAsInt(rest) > width) {
            int end = lastBreak(rest, width, measure);
            if (end <= 0) {
                break;
            }
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        lines.add(shortened(rest.substring(0, rest.length() - tail.length()), tail, width, measure));
        return lines;
    }

    /** Returns the last space before which the text fits, or -1. */
    private static int lastBreak(String text, int width, ToIntFunction<String> measure) {
        int end = text.lastIndexOf(' ');
        while (end > 0 && measure.applyAsInt(text.substring(0, end)) > width) {
            end = text.lastIndexOf(' ', end - 1);
        }
        return end;
    }

    private static String shortened(String text, String tail, int width, ToIntFunction<String> measure) {
        if (measure.applyAsInt(text + tail) <= width) {
            return text + tail;
        }
        int end = text.length();
        while (end > 0 && measure.applyAsInt(text.substring(0, end).strip() + ELLIPSIS + tail) > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).strip() + ELLIPSIS + tail;
    }
}
