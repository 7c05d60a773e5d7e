package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Shades.black;
import static io.github.gradcam4j.samples.scene.Shades.linear;
import static io.github.gradcam4j.samples.scene.Shades.radial;
import static io.github.gradcam4j.samples.scene.Shades.rgb;
import static io.github.gradcam4j.samples.scene.Shades.white;
import static io.github.gradcam4j.samples.scene.Shapes.box;
import static io.github.gradcam4j.samples.scene.Shapes.circle;
import static io.github.gradcam4j.samples.scene.Shapes.ellipse;
import static io.github.gradcam4j.samples.scene.Shapes.path;
import static io.github.gradcam4j.samples.scene.Shapes.polygon;
import static io.github.gradcam4j.samples.scene.Shapes.segment;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** Painters of backgrounds. Each covers the whole frame. */
final class Backgrounds {
    private Backgrounds() {}

    /** A blue sky with a few fair-weather clouds. */
    static void sky(Brush brush) {
        brush.flood(linear(0, 0, 0, 100, rgb(0x3f86cf), rgb(0x86b9e6), rgb(0xd4e8f5)));
        new Scatter(11, 27).over(brush.frame(), (x, y, random) -> {
            if (random.nextDouble() < 0.45) {
                cloud(brush, x, y, 0.5 + 0.8 * random.nextDouble(), random);
            }
        });
    }

    private static void cloud(Brush brush, double x, double y, double size, SplittableRandom random) {
        for (int i = 0; i < 22; i++) {
            double along = 2 * random.nextDouble() - 1;
            double radius = size * (3 + 4 * random.nextDouble()) * (1.1 - Math.abs(along));
            double puffX = x + 15 * size * along;
            double puffY = y - radius * 0.6 * random.nextDouble();
            brush.fill(radial(puffX, puffY, radius, white(0.34), white(0.2), white(0)), circle(puffX, puffY, radius));
        }
    }

    /** A cloudless sky, for buildings. */
    static void clearSky(Brush brush) {
        brush.flood(linear(0, 0, 0, 100, rgb(0x2f74c0), rgb(0x6fa9df), rgb(0xc6dff2)));
    }

    /** A city street at night, out of focus. */
    static void night(Brush brush) {
        brush.flood(linear(0, 0, 0, 100, rgb(0x05070f), rgb(0x0b1020), rgb(0x1a1a2a)));
        int[] lamps = {0xffd27a, 0xffb347, 0xfff1c9, 0x7fb2ff, 0xff6d5a};
        new Scatter(5, 17).over(brush.frame(), (x, y, random) -> {
            if (y > 45) {
                int lamp = lamps[random.nextInt(lamps.length)];
                double radius = 1.5 + 4 * random.nextDouble();
                brush.fill(rgb(lamp, 0.16 + 0.2 * random.nextDouble()), circle(x, y, radius));
            }
        });
    }

    /** Mown grass seen from above, blade by blade. */
    static void grass(Brush brush) {
        brush.flood(linear(0, 0, 0, 100, rgb(0x3d7a26), rgb(0x4f932d)));
        new Scatter(3, 1.1).over(brush.frame(), (x, y, random) -> {
            double lean = 3 * (random.nextDouble() - 0.5);
            double height = 2 + 3 * random.nextDouble();
            Color blade = Color.getHSBColor(
                    (float) (0.24 + 0.06 * random.nextDouble()), (float) (0.6 + 0.25 * random.nextDouble()), (float)
                            (0.32 + 0.4 * random.nextDouble()));
            Path2D stem = new Path2D.Double();
            stem.moveTo(x, y);
            stem.quadTo(x, y - height * 0.6, x + lean, y - height);
            brush.line(blade, 0.35, stem);
        });
    }

    /** Floor boards with grain. */
    static void wood(Brush brush) {
        brush.flood(rgb(0xb07a45));
        Rectangle2D frame = brush.frame();
        double board = 20;
        int first = (int) Math.floor(frame.getMinY() / board);
        int last = (int) Math.ceil(frame.getMaxY() / board);
        Scatter boards = new Scatter(21, board);
        for (int row = first; row <= last; row++) {
            SplittableRandom random = boards.of(row, 0);
            double top = row * board;
            brush.fill(black(0.12 * random.nextDouble()), box(frame.getX(), top, frame.getWidth(), board));
            for (int i = 0; i < 26; i++) {
                double y = top + board * random.nextDouble();
                double sway = 3 * (random.nextDouble() - 0.5);
                Path2D grain = new Path2D.Double();
                grain.moveTo(frame.getMinX(), y);
                grain.curveTo(30, y + sway, 70, y - sway, frame.getMaxX(), y);
                brush.line(rgb(0x5b3415, 0.1 + 0.22 * random.nextDouble()), 0.15 + 0.3 * random.nextDouble(), grain);
            }
            brush.line(rgb(0x3a200c, 0.8), 0.5, segment(frame.getMinX(), top, frame.getMaxX(), top));
            double joint = 100 * random.nextDouble();
            brush.line(rgb(0x3a200c, 0.8), 0.5, segment(joint, top, joint, top + board));
        }
    }

    /** A clay court with its white line. */
    static void clay(Brush brush) {
        brush.flood(linear(0, 0, 100, 100, rgb(0xc4673a), rgb(0xb2552c)));
        new Scatter(8, 1.3).over(brush.frame(), (x, y, random) -> {
            Color grain = random.nextBoolean() ? rgb(0x7a3214, 0.35) : rgb(0xe39a6c, 0.4);
            brush.fill(grain, circle(x, y, 0.2 + 0.45 * random.nextDouble()));
        });
        brush.fill(white(0.9), polygon(-150, 96, -150, 88, 250, 8, 250, 16));
    }

    /** Fresh snow with soft drifts and falling flakes. */
    static void snow(Brush brush) {
        brush.flood(linear(0, 0, 0, 100, rgb(0xdfe9f4), rgb(0xf6f9fd), rgb(0xe3ecf6)));
        new Scatter(14, 22).over(brush.frame(), (x, y, random) -> {
            double radius = 12 + 10 * random.nextDouble();
            brush.fill(
                    radial(x, y, radius, rgb(0xa9c1dc, 0.3), rgb(0xa9c1dc, 0)), ellipse(x, y, radius, radius * 0.45));
        });
        new Scatter(15, 6)
                .over(
                        brush.frame(),
                        (x, y, random) -> brush.fill(white(0.9), circle(x, y, 0.3 + 0.6 * random.nextDouble())));
    }

    static void bricks(Brush brush) {
        brush.flood(rgb(0xc9bfb2));
        Rectangle2D frame = brush.frame();
        double height = 6.25;
        double width = 16;
        Scatter wall = new Scatter(17, height);
        for (int row = (int) Math.floor(frame.getMinY() / height); row * height < frame.getMaxY(); row++) {
            double shift = Math.floorMod(row, 2) * width / 2;
            for (int column = (int) Math.floor(frame.getMinX() / width) - 1;
                    column * width < frame.getMaxX();
                    column++) {
                SplittableRandom random = wall.of(row, column);
                double x = column * width + shift;
                double y = row * height;
                Color clay = Color.getHSBColor(
                        (float) (0.015 + 0.025 * random.nextDouble()),
                        (float) (0.5 + 0.2 * random.nextDouble()),
                        (float) (0.48 + 0.2 * random.nextDouble()));
                brush.fill(clay, box(x + 0.4, y + 0.4, width - 0.8, height - 0.8));
                brush.fill(white(0.12), box(x + 0.4, y + 0.4, width - 0.8, 0.5));
                brush.fill(black(0.15), box(x + 0.4, y + height - 0.9, width - 0.8, 0.5));
            }
        }
    }

    /** A wall in one soft color, lit from above left. */
    static Painter plaster(int light, int dark) {
        return brush -> brush.flood(radial(35, 25, 130, rgb(light), rgb(dark)));
    }

    /** A wall and the table before it. */
    static Painter table(int wall, int top) {
        return brush -> {
            Rectangle2D frame = brush.frame();
            brush.flood(linear(0, 0, 0, 75, rgb(wall), rgb(wall).darker()));
            brush.fill(
                    linear(0, 72, 0, 100, rgb(top), rgb(top).darker()),
                    box(frame.getX(), 72, frame.getWidth(), frame.getMaxY() - 72));
            brush.line(black(0.3), 0.4, segment(frame.getMinX(), 72, frame.getMaxX(), 72));
        };
    }

    /** Sea up to the horizon, under a bright sky. */
    static void sea(Brush brush) {
        Rectangle2D frame = brush.frame();
        sky(brush);
        brush.fill(
                linear(0, 68, 0, 100, rgb(0x2c6fa3), rgb(0x14466f)),
                box(frame.getX(), 68, frame.getWidth(), frame.getMaxY() - 68));
        new Scatter(31, 3)
                .over(
                        new Rectangle2D.Double(frame.getX(), 80, frame.getWidth(), frame.getMaxY() - 80),
                        (x, y, random) -> {
                            if (y > 69) {
                                double half = 1 + 2.5 * random.nextDouble();
                                brush.line(
                                        white(0.1 + 0.25 * random.nextDouble()),
                                        0.3,
                                        segment(x - half, y, x + half, y));
                            }
                        });
    }

    /** Meadow hills under the sky. */
    static void hills(Brush brush) {
        Rectangle2D frame = brush.frame();
        sky(brush);
        double left = frame.getMinX();
        double right = frame.getMaxX();
        double bottom = frame.getMaxY();
        Path2D far = path(
                "M -400 74 C -100 60 0 60 30 68 C 60 76 80 62 130 64 C 200 66 300 72 500 70 L 500 900 L -400 900 Z");
        brush.fill(linear(0, 60, 0, 80, rgb(0x7ba36b), rgb(0x5e8c4a)), far);
        brush.fill(linear(0, 78, 0, 100, rgb(0x6a9c3f), rgb(0x3f7326)), box(left, 78, right - left, bottom - 78));
        new Scatter(41, 1.6).over(new Rectangle2D.Double(left, 84, right - left, bottom - 84), (x, y, random) -> {
            if (y > 78.5) {
                double height = 0.8 + 1.5 * random.nextDouble();
                brush.line(rgb(0x8fbf4f, 0.5 * random.nextDouble()), 0.3, segment(x, y, x + 0.4, y - height));
            }
        });
    }

    /** Dry sand in small ripples. */
    static void sand(Brush brush) {
        brush.flood(linear(0, 0, 0, 100, rgb(0xe6cf9f), rgb(0xd2b47c)));
        new Scatter(51, 1.2).over(brush.frame(), (x, y, random) -> {
            Color grain = random.nextBoolean() ? rgb(0x9a7a45, 0.35) : white(0.35);
            brush.fill(grain, circle(x, y, 0.15 + 0.3 * random.nextDouble()));
        });
    }

    static void asphalt(Brush brush) {
        brush.flood(linear(0, 0, 100, 100, rgb(0x7d7d7b), rgb(0x5c5c5a)));
        new Scatter(57, 1.2).over(brush.frame(), (x, y, random) -> {
            Color grain = random.nextBoolean() ? black(0.25) : white(0.16);
            brush.fill(grain, circle(x, y, 0.2 + 0.4 * random.nextDouble()));
        });
    }

    /** A green of leaves, out of focus. */
    static void leaves(Brush brush) {
        brush.flood(linear(0, 0, 100, 100, rgb(0x2d5a22), rgb(0x17380f)));
        new Scatter(61, 9).over(brush.frame(), (x, y, random) -> {
            double radius = 5 + 9 * random.nextDouble();
            brush.fill(
                    radial(x, y, radius, rgb(0x8fbf5a, 0.4 * random.nextDouble()), rgb(0x8fbf5a, 0)),
                    circle(x, y, radius));
        });
    }
}
