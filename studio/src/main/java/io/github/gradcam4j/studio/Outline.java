package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A polygon around an object.
 *
 * @param points the corners as fractions of the image's width and height, 0 to 1
 */
record Outline(List<Point> points) {

    private static final int MAX_CORNERS = 1000;

    /** The format of {@link #parse}. */
    static final String FORMAT = String.format(
            Locale.ROOT, "x,y,x,y,... of 3 to %d corners, as fractions of the image from 0 to 1", MAX_CORNERS);

    /**
     * Parses {@code x,y,x,y,...}.
     *
     * @throws IllegalArgumentException if the text has another format
     */
    static Outline parse(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length < 6 || numbers.length > 2 * MAX_CORNERS || numbers.length % 2 != 0) {
            throw invalid();
        }
        var points = new ArrayList<Point>();
        for (int i = 0; i < numbers.length; i += 2) {
            points.add(new Point(fraction(numbers[i]), fraction(numbers[i + 1])));
        }
        return new Outline(List.copyOf(points));
    }

    private static double fraction(String text) {
        try {
            double fraction = Double.parseDouble(text);
            if (fraction >= 0 && fraction <= 1) {
                return fraction;
            }
        } catch (NumberFormatException notANumber) {
            // reported below, with numbers out of range
        }
        throw invalid();
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("must be " + FORMAT);
    }

    /** Returns the corners in pixels of an image of that size. */
    List<Point> corners(int width, int height) {
        return points.stream()
                .map(point -> new Point(point.x() * width, point.y() * height))
                .toList();
    }
}
