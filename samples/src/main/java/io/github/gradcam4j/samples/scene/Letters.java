package io.github.gradcam4j.samples.scene;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.Map;

/** Capital letters and digits, drawn as strokes: the scenes do not depend on the fonts of a machine. */
final class Letters {
    /** The strokes of each letter, in a cell 4 wide and 6 high. */
    private static final Map<Character, String> STROKES = Map.ofEntries(
            Map.entry('A', "M 0 6 L 2 0 L 4 6 M 0.8 4 L 3.2 4"),
            Map.entry('I', "M 2 0 L 2 6"),
            Map.entry('K', "M 0 0 L 0 6 M 4 0 L 0 3.4 M 1.4 2.4 L 4 6"),
            Map.entry('M', "M 0 6 L 0 0 L 2 3.5 L 4 0 L 4 6"),
            Map.entry('N', "M 0 6 L 0 0 L 4 6 L 4 0"),
            Map.entry('P', "M 0 6 L 0 0 L 2.5 0 Q 4 0 4 1.6 Q 4 3.2 2.5 3.2 L 0 3.2"),
            Map.entry('R', "M 0 6 L 0 0 L 2.5 0 Q 4 0 4 1.6 Q 4 3.2 2.5 3.2 L 0 3.2 M 2 3.2 L 4 6"),
            Map.entry('S', "M 4 0.8 Q 3.4 0 2 0 Q 0 0 0 1.5 Q 0 2.9 2 3 Q 4 3.1 4 4.5 Q 4 6 2 6 Q 0.6 6 0 5.2"),
            Map.entry('T', "M 0 0 L 4 0 M 2 0 L 2 6"),
            Map.entry('V', "M 0 0 L 2 6 L 4 0"));

    /** The lit segments of each digit: top, upper left, upper right, middle, lower left, lower right, bottom. */
    private static final String[] LIT = {
        "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"
    };

    private Letters() {}

    /** Writes capitals; (x, y) is the upper left corner of the first. */
    static void write(Brush brush, String text, double x, double y, double height, Color color) {
        double scale = height / 6;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ' ') {
                Path2D letter = Shapes.path(STROKES.get(text.charAt(i)));
                letter.transform(new AffineTransform(scale, 0, 0, scale, x + i * 6.2 * scale, y));
                brush.line(color, height * 0.17, letter);
            }
        }
    }

    /** Draws a digit of a seven-segment display, with its dark segments. */
    static void sevenSegments(
            Brush brush, int digit, double x, double y, double width, double height, Color lit, Color dark) {
        double middle = y + height / 2;
        double[][] segments = {
            {x, y, x + width, y},
            {x, y, x, middle},
            {x + width, y, x + width, middle},
            {x, middle, x + width, middle},
            {x, middle, x, y + height},
            {x + width, middle, x + width, y + height},
            {x, y + height, x + width, y + height}
        };
        double gap = width * 0.17;
        for (int i = 0; i < segments.length; i++) {
            double[] s = segments[i];
            double dx = Math.signum(s[2] - s[0]) * gap;
            double dy = Math.signum(s[3] - s[1]) * gap;
            brush.line(
                    LIT[digit].charAt(i) == '1' ? lit : dark,
                    width * 0.19,
                    Shapes.segment(s[0] + dx, s[1] + dy, s[2] - dx, s[3] - dy));
        }
    }
}
