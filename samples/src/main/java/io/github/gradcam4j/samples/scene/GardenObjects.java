package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Shades.radial;
import static io.github.gradcam4j.samples.scene.Shades.rgb;
import static io.github.gradcam4j.samples.scene.Shades.white;
import static io.github.gradcam4j.samples.scene.Shapes.circle;
import static io.github.gradcam4j.samples.scene.Shapes.ellipse;
import static io.github.gradcam4j.samples.scene.Shapes.path;
import static io.github.gradcam4j.samples.scene.Shapes.regular;
import static io.github.gradcam4j.samples.scene.Shapes.rotated;
import static io.github.gradcam4j.samples.scene.Shapes.segment;

import java.awt.Shape;

/** Painters of flowers, fruit and insects. */
final class GardenObjects {
    private GardenObjects() {}

    static void daisy(Brush brush) {
        brush.line(rgb(0x4d8a2c), 2.2, path("M 50 50 C 52 75 48 90 53 130"));
        for (int ring = 0; ring < 2; ring++) {
            for (int i = 0; i < 17; i++) {
                Shape petal = path("M 50 46 C 44 36 44.5 20 50 15 C 55.5 20 56 36 50 46 Z");
                Shape placed = rotated(petal, i * 360.0 / 17 + ring * 10, 50, 50);
                brush.fill(
                        radial(50, 50, 36, rgb(0xd9dde6), rgb(ring == 0 ? 0xe8ebf0 : 0xffffff), rgb(0xffffff)), placed);
                brush.line(rgb(0xa9b1c2, 0.7), 0.35, placed);
            }
        }
        brush.fill(radial(47, 46, 13, rgb(0xffe04a), rgb(0xf0b414), rgb(0xb97b08)), circle(50, 50, 10.5));
        new Scatter(81, 1.3).over(circle(50, 50, 10).getBounds2D(), (x, y, random) -> {
            if (Math.hypot(x - 50, y - 50) < 9.8) {
                brush.fill(random.nextBoolean() ? rgb(0xfff08a, 0.8) : rgb(0xa86a05, 0.6), circle(x, y, 0.5));
            }
        });
    }

    static void ladybug(Brush brush) {
        for (double y : new double[] {38, 52, 66}) {
            double reach = 8 + Math.abs(y - 52) * 0.2;
            brush.line(
                    rgb(0x111111),
                    1.6,
                    path("M 28 " + y + " L " + (26 - reach / 2) + " " + (y + (y - 52) * 0.5) + " L " + (23 - reach / 2)
                            + " " + (y + (y - 52) * 0.8 + 3)));
            brush.line(
                    rgb(0x111111),
                    1.6,
                    path("M 72 " + y + " L " + (74 + reach / 2) + " " + (y + (y - 52) * 0.5) + " L " + (77 + reach / 2)
                            + " " + (y + (y - 52) * 0.8 + 3)));
        }
        brush.line(rgb(0x111111), 0.9, path("M 46 20 Q 43 13 38 12 M 54 20 Q 57 13 62 12"));
        brush.fill(rgb(0x141416), ellipse(50, 24, 9, 7));
        brush.fill(rgb(0x1a1a1d), ellipse(50, 31, 17, 10));
        brush.fill(white(0.95), ellipse(38.5, 29, 3.2, 3.6)).fill(white(0.95), ellipse(61.5, 29, 3.2, 3.6));
        brush.fill(radial(42, 46, 40, rgb(0xff6a3d), rgb(0xe0261a), rgb(0x8f0f0c)), ellipse(50, 57, 26, 27));
        brush.line(rgb(0x2a0605), 0.9, segment(50, 30, 50, 84));
        brush.fill(rgb(0x141416), ellipse(50, 36, 5, 5));
        double[][] spots = {{38, 46, 4.5}, {35, 61, 4.2}, {42, 73, 3.6}};
        for (double[] spot : spots) {
            brush.fill(rgb(0x141416), circle(spot[0], spot[1], spot[2]));
            brush.fill(rgb(0x141416), circle(100 - spot[0], spot[1], spot[2]));
        }
        brush.fill(white(0.3), rotated(ellipse(39, 40, 6, 2.6), -35, 39, 40));
    }

    static void orange(Brush brush) {
        brush.standing(54, 81, 36, 8);
        brush.fill(rgb(0xf28c1b), circle(50, 50, 33));
        new Scatter(83, 1.5).over(circle(50, 50, 33).getBounds2D(), (x, y, random) -> {
            if (Math.hypot(x - 50, y - 50) < 31.5) {
                brush.fill(rgb(0xc9640a, 0.35), circle(x, y, 0.45)).fill(white(0.12), circle(x - 0.3, y - 0.3, 0.3));
            }
        });
        brush.fill(rgb(0x4b6b22), regular(5, 52, 22, 2.6, 0));
        brush.fill(Shades.roundness(50, 50, 33), circle(50, 50, 33));
    }

    static void lemon(Brush brush) {
        Shape fruit = path(
                "M 14 52 C 18 50 19 47 21 44 C 28 28 48 22 62 28 C 74 33 79 43 82 47 C 84 49 88 49 89 53 C 88 57 84 "
                        + "57 82 60 C 76 72 62 80 46 77 C 32 75 24 66 21 60 C 19 56 15 55 14 52 Z");
        brush.standing(54, 77, 38, 8);
        brush.fill(radial(42, 40, 50, rgb(0xfff27a), rgb(0xf8d820), rgb(0xc99a08)), fruit);
        new Scatter(85, 1.8).over(fruit.getBounds2D(), (x, y, random) -> {
            if (fruit.contains(x, y)) {
                brush.fill(rgb(0xb88a00, 0.25), circle(x, y, 0.5)).fill(white(0.2), circle(x - 0.4, y - 0.4, 0.35));
            }
        });
        brush.fill(white(0.35), rotated(ellipse(40, 38, 9, 3.5), -24, 40, 38));
    }
}
