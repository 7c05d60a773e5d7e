package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Shades.black;
import static io.github.gradcam4j.samples.scene.Shades.linear;
import static io.github.gradcam4j.samples.scene.Shades.rgb;
import static io.github.gradcam4j.samples.scene.Shades.white;
import static io.github.gradcam4j.samples.scene.Shapes.box;
import static io.github.gradcam4j.samples.scene.Shapes.common;
import static io.github.gradcam4j.samples.scene.Shapes.path;
import static io.github.gradcam4j.samples.scene.Shapes.polygon;
import static io.github.gradcam4j.samples.scene.Shapes.rounded;
import static io.github.gradcam4j.samples.scene.Shapes.segment;
import static io.github.gradcam4j.samples.scene.Shapes.without;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Painters of buildings. */
final class Buildings {
    private Buildings() {}

    /** A red and white lighthouse on its rock. */
    static void lighthouse(Brush brush) {
        brush.fill(
                linear(0, 78, 0, 100, rgb(0x6c6257), rgb(0x3a342d)),
                path("M 14 84 C 24 76 34 80 42 77 C 52 74 62 77 70 80 C 80 82 86 84 92 90 L 80 96 L 20 96 Z"));
        Shape tower = polygon(41.5, 26, 58.5, 26, 64, 80, 36, 80);
        brush.fill(rgb(0xf4f1ea), tower);
        for (double y : new double[] {26, 48, 70}) {
            brush.fill(rgb(0xc8281e), common(tower, box(20, y, 60, 11)));
        }
        brush.fill(linear(36, 0, 64, 0, black(0.05), white(0.25), black(0.1), black(0.45)), tower);
        brush.fill(rgb(0x2b2e33), box(38.5, 23.5, 23, 3));
        brush.line(rgb(0x2b2e33), 0.5, path("M 39 23 L 39 19 L 61 19 L 61 23 M 43 23 L 43 19 M 57 23 L 57 19"));
        brush.fill(linear(44, 0, 56, 0, rgb(0xfff3b0), rgb(0xffffff), rgb(0xe8c75a)), box(44, 12, 12, 11.5));
        brush.line(rgb(0x2b2e33), 0.7, path("M 44 12 L 44 23.5 M 48 12 L 48 23.5 M 52 12 L 52 23.5 M 56 12 L 56 23.5"));
        brush.fill(
                linear(42, 0, 58, 0, rgb(0xd84a3c), rgb(0x8e1a12)),
                path("M 42.5 12.5 C 44 7 48 4.5 50 3 C 52 4.5 56 7 57.5 12.5 Z"));
        for (double y : new double[] {41, 63}) {
            brush.fill(rgb(0x2c3640), rounded(48.3, y, 3.4, 5, 1.6));
        }
        brush.fill(rgb(0x3a2a1c), rounded(47, 72, 6, 8, 2.5));
    }

    /** White boards, a steeple with a cross. */
    static void church(Brush brush) {
        brush.fill(linear(0, 52, 0, 92, rgb(0xfbfaf6), rgb(0xd9d6cd)), box(28, 58, 62, 32));
        brush.fill(linear(0, 40, 0, 60, rgb(0x5a4a44), rgb(0x3c302c)), polygon(24, 60, 34, 42, 86, 42, 95, 60));
        for (double x : new double[] {52, 65, 78}) {
            brush.fill(
                    rgb(0x33465a),
                    path("M " + x + " 82 L " + x + " 69 C " + x + " 63 " + (x + 7) + " 63 " + (x + 7) + " 69 L "
                            + (x + 7) + " 82 Z"));
        }
        brush.fill(linear(20, 0, 46, 0, rgb(0xffffff), rgb(0xe3e0d8)), box(20, 40, 25, 50));
        brush.line(black(0.15), 0.4, box(20, 40, 25, 50));
        brush.fill(rgb(0xf4f2ec), box(23, 30, 19, 11));
        for (double y = 33; y < 40; y += 1.6) {
            brush.line(rgb(0x6a7078), 0.6, segment(28.5, y, 36.5, y));
        }

        brush.fill(linear(22, 0, 44, 0, rgb(0x6b5850), rgb(0x352a26)), polygon(21, 31, 32.5, 7, 44, 31));
        brush.line(rgb(0xd8b24a), 0.9, path("M 32.5 7 L 32.5 0.5 M 30.2 2.8 L 34.8 2.8"));
        brush.fill(rgb(0x5b2f1a), path("M 28 90 L 28 76 C 28 70 37 70 37 76 L 37 90 Z"));
        brush.fill(rgb(0x33465a), rounded(30, 48, 5, 13, 2.5)).line(black(0.2), 0.4, rounded(30, 48, 5, 13, 2.5));
    }

    /** A red barn with white trim and a gambrel roof. */
    static void barn(Brush brush) {
        Shape front = polygon(12, 88, 12, 50, 20, 34, 35, 24, 50, 34, 58, 50, 58, 88);
        brush.fill(linear(0, 48, 0, 88, rgb(0x9c2a20), rgb(0x7c1c15)), box(58, 50, 36, 38));
        for (double x = 61; x < 94; x += 3) {
            brush.line(black(0.22), 0.3, segment(x, 51, x, 88));
        }
        brush.fill(
                linear(0, 24, 0, 52, rgb(0x8b8f94), rgb(0x5c6065)),
                polygon(34, 23, 76, 23, 88, 34, 96, 52, 57, 52, 49, 34));
        brush.fill(linear(0, 24, 0, 88, rgb(0xc0392b), rgb(0xa02a1f)), front);
        for (double x = 15; x < 57; x += 3) {
            brush.fill(black(0.2), common(box(x, 20, 0.35, 70), front));
        }
        brush.line(rgb(0xf5f3ee), 1.5, path("M 11 51 L 19.5 34 L 35 23.5 L 50.5 34 L 59 51"));
        for (double x : new double[] {24, 35}) {
            brush.fill(rgb(0xa83226), box(x, 64, 11, 24)).line(rgb(0xf5f3ee), 1.1, box(x, 64, 11, 24));
            brush.line(
                    rgb(0xf5f3ee),
                    1,
                    path("M " + x + " 64 L " + (x + 11) + " 88 M " + (x + 11) + " 64 L " + x + " 88"));
        }
        brush.fill(rgb(0x2a2018), box(30, 40, 10, 10)).line(rgb(0xf5f3ee), 1.1, box(30, 40, 10, 10));
        brush.line(rgb(0xf5f3ee), 0.8, path("M 35 40 L 35 50 M 30 45 L 40 45"));
        for (double x : new double[] {66, 79}) {
            brush.fill(rgb(0x2a2c33), box(x, 62, 8, 9)).line(rgb(0xf5f3ee), 0.9, box(x, 62, 8, 9));
        }
    }

    static void obelisk(Brush brush) {
        brush.fill(linear(40, 0, 60, 0, rgb(0xefe7d6), rgb(0xd9ceb6)), polygon(44.5, 14, 51, 12, 53, 84, 40, 84));
        brush.fill(linear(50, 0, 62, 0, rgb(0xb3a688), rgb(0x94876c)), polygon(51, 12, 55.5, 14, 60, 84, 53, 84));
        brush.fill(rgb(0xf7f0e0), polygon(44.5, 14, 50, 4, 51, 13.5))
                .fill(rgb(0xa89b7e), polygon(51, 13.5, 50, 4, 55.5, 14));
        for (double y = 20; y < 84; y += 5.3) {
            brush.line(black(0.13), 0.3, segment(44.5 - (y - 14) * 0.064, y, 51 + (y - 12) * 0.028, y));
        }
        brush.fill(rgb(0xcfc3a8), box(33, 84, 34, 4)).fill(rgb(0xb6a98c), box(28, 88, 44, 5));
    }

    /** From edge to edge of the image. */
    static void picketFence(Brush brush) {
        Rectangle2D frame = brush.frame();
        for (double y : new double[] {50, 72}) {
            brush.fill(linear(0, y, 0, y + 5, rgb(0xf3f3ef), rgb(0xb9bab5)), box(frame.getX(), y, frame.getWidth(), 5));
        }
        for (double x = 1 + 9 * Math.floor(frame.getMinX() / 9); x < frame.getMaxX(); x += 9) {
            Shape slat = polygon(x, 36, x + 3.1, 30, x + 6.2, 36, x + 6.2, 88, x, 88);
            brush.fill(linear(x, 0, x + 6.2, 0, rgb(0xffffff), rgb(0xf4f4f0), rgb(0xc9cbc8)), slat);
            brush.line(black(0.28), 0.35, slat);
        }
    }

    /** Arches carrying a railway over a valley, from edge to edge of the image. */
    static void viaduct(Brush brush) {
        Rectangle2D frame = brush.frame();
        double left = frame.getMinX() - 1;
        double width = frame.getWidth() + 2;
        Shape wall = box(left, 34, width, 56);
        for (double x = 3 + 16.5 * Math.floor(left / 16.5); x < frame.getMaxX(); x += 16.5) {
            wall = without(wall, arch(x, 12));
        }
        brush.fill(linear(0, 34, 0, 90, rgb(0xc9b795), rgb(0x94815f)), wall);
        for (double y = 38; y < 90; y += 4) {
            brush.fill(black(0.12), common(box(left, y, width, 0.35), wall));
        }
        brush.fill(rgb(0xddcdae), box(left, 31, width, 4)).line(black(0.3), 0.4, segment(left, 35, left + width, 35));
    }

    private static Shape arch(double x, double width) {
        Path2D arch = new Path2D.Double();
        arch.moveTo(x, 95);
        arch.lineTo(x, 54);
        arch.curveTo(x, 38, x + width, 38, x + width, 54);
        arch.lineTo(x + width, 95);
        arch.closePath();
        return arch;
    }

    /** A steel tank on legs. */
    static void waterTower(Brush brush) {
        brush.line(rgb(0x8b98a5), 2, path("M 34 46 L 26 92 M 66 46 L 74 92 M 44 48 L 41 92 M 56 48 L 59 92"));
        brush.line(
                rgb(0x7b8895),
                0.6,
                path("M 31 62 L 69 62 M 28.5 77 L 71.5 77 M 31 62 L 71 77 M 69 62 L 29 77 M 33 48 L 69 62 M 67 "
                        + "48 L 31 62"));
        brush.fill(rgb(0x9aa7b4), box(48, 48, 4, 44));
        brush.fill(
                linear(26, 0, 74, 0, rgb(0xc8d4de), rgb(0xf4f8fb), rgb(0xa9b8c6), rgb(0x6f8090)),
                path("M 28 24 L 72 24 L 72 42 C 70 52 58 54 50 54 C 42 54 30 52 28 42 Z"));
        brush.fill(
                linear(26, 0, 74, 0, rgb(0xb4c2ce), rgb(0xe6eef4), rgb(0x7f90a0)),
                path("M 27 25 C 34 14 46 9 50 8 C 54 9 66 14 73 25 Z"));
        brush.line(rgb(0x596a7a), 0.8, segment(26, 43, 74, 43));
    }
}
