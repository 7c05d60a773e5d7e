package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * A line that somebody drew around an object.
 *
 * @param points x and y in shares of the picture, 0..1
 */
record Outline(List<Point> points) {

    private static final int MOST = 1000;

    /** Reads {@code x,y,x,y,...}; anything else is the asker's mistake. */
    static Outline parse(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length < 6 || numbers.length > 2 * MOST || numbers.length % 2 != 0) {
            throw wrong();
        }
        var points = new ArrayList<Point>();
        for (int i = 0; i < numbers.length; i += 2) {
            points.add(new Point(share(numbers[i]), share(numbers[i + 1])));
        }
        return new Outline(List.copyOf(points));
    }

    private static double share(String text) {
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException notANumber) {
            // answered below, together with numbers out of range
        }
        throw wrong();
    }

    private static HttpProblem wrong() {
        return HttpProblem.badRequest(
                "outline is x,y,x,y,... of 3 to %d corners, in shares of the picture from 0 to 1".formatted(MOST));
    }

    /** In pixels of a picture of that size. */
    List<Point> corners(int width, int height) {
        return points.stream()
                .map(point -> new Point(point.x() * width, point.y() * height))
                .toList();
    }
}
