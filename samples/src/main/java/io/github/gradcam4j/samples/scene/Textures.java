package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Shades.black;
import static io.github.gradcam4j.samples.scene.Shades.linear;
import static io.github.gradcam4j.samples.scene.Shades.radial;
import static io.github.gradcam4j.samples.scene.Shades.rgb;
import static io.github.gradcam4j.samples.scene.Shades.white;
import static io.github.gradcam4j.samples.scene.Shapes.box;
import static io.github.gradcam4j.samples.scene.Shapes.circle;
import static io.github.gradcam4j.samples.scene.Shapes.common;
import static io.github.gradcam4j.samples.scene.Shapes.path;
import static io.github.gradcam4j.samples.scene.Shapes.regular;
import static io.github.gradcam4j.samples.scene.Shapes.rotated;
import static io.github.gradcam4j.samples.scene.Shapes.rounded;
import static io.github.gradcam4j.samples.scene.Shapes.segment;
import static io.github.gradcam4j.samples.scene.Shapes.without;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** Painters of objects with a characteristic pattern. */
final class Textures {
    private Textures() {}

    /** A square grid with black cells, symmetric about its center as such puzzles are. */
    static void crossword(Brush brush) {
        String[] rows = {
            "....#.....#....", "....#.....#....", "..........#....", "...#...#.......", "###...#....#...",
            ".....#...#.....", "....#...#....##", "...#.......#...", "##....#...#....", ".....#...#.....",
            "...#....#...###", ".......#...#...", "....#..........", "....#.....#....", "....#.....#...."
        };
        double cell = 5.6;
        double start = 50 - 7.5 * cell;
        brush.shadow(box(start + 1, start + 1.5, 15 * cell, 15 * cell));
        brush.fill(rgb(0xfcfbf6), box(start - 2, start - 2, 15 * cell + 4, 15 * cell + 4));
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows.length; column++) {
                Shape square = box(start + column * cell, start + row * cell, cell, cell);
                if (rows[row].charAt(column) == '#') {
                    brush.fill(rgb(0x141414), square);
                }
                brush.line(rgb(0x303030), 0.3, square);
            }
        }
        brush.line(rgb(0x101010), 0.9, box(start, start, 15 * cell, 15 * cell));
    }

    /** Paints an orb web in front of a dark background. */
    static void spiderWeb(Brush brush) {
        int spokes = 20;
        double[] reach = new double[spokes];
        SplittableRandom random = new SplittableRandom(91);
        for (int i = 0; i < spokes; i++) {
            reach[i] = 41 + 5 * random.nextDouble();
        }
        brush.fill(rgb(0x0c140c, 0.6), thread(reach, 1));
        for (int i = 0; i < spokes; i++) {
            double angle = 2 * Math.PI * i / spokes;
            brush.line(
                    white(0.85),
                    0.35,
                    segment(50, 50, 50 + reach[i] * Math.cos(angle), 50 + reach[i] * Math.sin(angle)));
        }
        for (int ring = 2; ring <= 17; ring++) {
            brush.line(white(0.8), 0.28, thread(reach, ring / 17.0));
        }
        brush.fill(white(0.8), circle(50, 50, 0.9));
    }

    private static Shape thread(double[] reach, double fraction) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i <= reach.length; i++) {
            double angle = 2 * Math.PI * i / reach.length;
            double radius = reach[i % reach.length] * fraction;
            double x = 50 + radius * Math.cos(angle);
            double y = 50 + radius * Math.sin(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                double between = angle - Math.PI / reach.length;
                double sag = 0.9 * fraction * 0.5 * (reach[i - 1] + reach[i % reach.length]);
                path.quadTo(50 + sag * Math.cos(between), 50 + sag * Math.sin(between), x, y);
            }
        }
        return path;
    }

    /** Wax cells, some with honey, as a comb of rounded outline. */
    static void honeycomb(Brush brush) {
        double radius = 5;
        Shape comb = path(
                "M 10 20 C 20 4 46 10 62 7 C 84 4 96 20 93 42 C 91 60 95 76 82 88 C 66 98 40 90 24 93 C 6 92 8 70 7 "
                        + "52 C 6 38 4 30 10 20 Z");
        brush.shadow(comb);
        brush.fill(rgb(0xb8741a), comb);
        Scatter wax = new Scatter(93, radius);
        for (int row = 0; row < 14; row++) {
            for (int column = 0; column < 13; column++) {
                double x = (column + (row % 2) * 0.5) * radius * Math.sqrt(3);
                double y = row * radius * 1.5;
                cell(brush, comb, x, y, radius, wax.of(row, column));
            }
        }
        brush.line(rgb(0x8a5210), 1, comb);
    }

    private static void cell(Brush brush, Shape comb, double x, double y, double radius, SplittableRandom random) {
        Shape wall = common(regular(6, x, y, radius, 30), comb);
        Shape hollow = common(regular(6, x, y, radius * 0.8, 30), comb);
        Color deep = Color.getHSBColor(
                (float) (0.075 + 0.03 * random.nextDouble()), 0.95f, (float) (0.3 + 0.3 * random.nextDouble()));
        brush.fill(linear(x - radius, y - radius, x + radius, y + radius, rgb(0xffd564), rgb(0xd2901f)), wall);
        brush.fill(radial(x + 1, y + 1.5, radius, deep.brighter().brighter(), deep), hollow);
        brush.line(rgb(0x6e3d08, 0.7), 0.35, hollow);
    }

    /** Woven wire in diamonds, from edge to edge of the image. */
    static void chainlinkFence(Brush brush) {
        double mesh = 9;
        Rectangle2D frame = brush.frame();
        double reach = frame.getHeight();
        double first = Math.floor((frame.getMinX() - reach) / mesh) * mesh;
        for (double x = first; x < frame.getMaxX() + reach; x += mesh) {
            for (double slope : new double[] {1, -1}) {
                Shape wire = segment(
                        x + slope * frame.getMinY(), frame.getMinY(), x + slope * frame.getMaxY(), frame.getMaxY());
                brush.line(rgb(0x70767c), 1.4, wire).line(rgb(0xd6dbe0), 0.5, wire);
            }
        }
    }

    /** Curved clay tiles, row over row, down to the image's lower edge. */
    static void tileRoof(Brush brush) {
        Scatter clay = new Scatter(97, 6);
        double bottom = brush.frame().getMaxY();
        for (int row = 0; 20 + row * 7 < bottom; row++) {
            double top = 20 + row * 7;
            double half = 34 + row * 2.15;
            double width = half / 6.5;
            for (int column = 0; column < 13; column++) {
                tile(brush, 50 - half + column * width, top, width, clay.of(row, column));
            }
        }
        brush.fill(linear(0, 17, 0, 22, rgb(0xd0735a), rgb(0x7c3320)), rounded(14.5, 17, 71, 4.6, 2.2));
    }

    private static void tile(Brush brush, double x, double y, double width, SplittableRandom random) {
        Color clay = Color.getHSBColor(
                (float) (0.02 + 0.025 * random.nextDouble()), 0.68f, (float) (0.6 + 0.25 * random.nextDouble()));
        Path2D tile = new Path2D.Double();
        tile.moveTo(x, y);
        tile.lineTo(x + width, y);
        tile.lineTo(x + width, y + 7);
        tile.quadTo(x + width / 2, y + 10.5, x, y + 7);
        tile.closePath();
        Color shade = clay.darker();
        brush.fill(linear(x, 0, x + width, 0, shade, clay.brighter(), clay, shade.darker()), tile);
        brush.line(rgb(0x3a140a, 0.6), 0.35, tile);
    }

    /** Round, cast, with a raised pattern. */
    static void manholeCover(Brush brush) {
        brush.fill(rgb(0x2a2b2c), circle(50, 50, 42));
        brush.fill(linear(20, 15, 80, 88, rgb(0x83868a), rgb(0x4a4d50)), circle(50, 50, 39.5));
        for (double ring : new double[] {36, 30, 24, 18, 12, 6}) {
            int studs = (int) (ring * 1.15);
            for (int i = 0; i < studs; i++) {
                Shape stud = rounded(48.8, 50 - ring - 1.9, 2.4, 3.8, 0.6);
                double degrees = 360.0 * i / studs;
                brush.fill(rgb(0x2f3133), rotated(rounded(49.1, 50 - ring - 1.4, 2.6, 4, 0.6), degrees, 50, 50));
                brush.fill(rgb(0x9b9fa3), rotated(stud, degrees, 50, 50));
            }
        }
        brush.line(rgb(0x26282a), 0.9, circle(50, 50, 39.5));
        brush.fill(rgb(0x1a1b1c), rounded(20, 48, 5, 4, 1)).fill(rgb(0x1a1b1c), rounded(75, 48, 5, 4, 1));
    }

    /** Interlocking pieces, one of them missing. */
    static void jigsaw(Brush brush) {
        int[] colors = {0x2f7fc1, 0x3a8fd0, 0x58a7de, 0x6fb85a, 0x4f9c40, 0x8ac765, 0xe8c04a, 0xd9773a, 0xc9513f};
        SplittableRandom random = new SplittableRandom(99);
        double side = 16;
        brush.shadow(without(box(11, 11.5, 80, 80), piece(10 + 3 * side, 10 + 3 * side, side, 3, 3)));
        for (int row = 0; row < 5; row++) {
            for (int column = 0; column < 5; column++) {
                if (row != 3 || column != 3) {
                    Shape piece = piece(10 + column * side, 10 + row * side, side, row, column);
                    Color color = rgb(colors[(row * 2 + random.nextInt(3)) % colors.length]);
                    brush.fill(color, piece);
                    brush.line(black(0.6), 0.5, piece);
                }
            }
        }
    }

    /** Returns a piece: knobs above and below and holes at the sides, or the reverse for every other piece. */
    private static Shape piece(double x, double y, double side, int row, int column) {
        boolean knobsAbove = (row + column) % 2 == 0;
        double knob = side * 0.16;
        double out = (knobsAbove ? -0.7 : 0.7) * knob;
        double middleX = x + side / 2;
        double middleY = y + side / 2;
        Area piece = new Area(box(x, y, side, side));
        join(piece, row > 0, knobsAbove, circle(middleX, y + out, knob));
        join(piece, row < 4, knobsAbove, circle(middleX, y + side - out, knob));
        join(piece, column > 0, !knobsAbove, circle(x - out, middleY, knob));
        join(piece, column < 4, !knobsAbove, circle(x + side + out, middleY, knob));
        return piece;
    }

    private static void join(Area piece, boolean inner, boolean out, Shape knob) {
        if (inner && out) {
            piece.add(new Area(knob));
        } else if (inner) {
            piece.subtract(new Area(knob));
        }
    }
}
