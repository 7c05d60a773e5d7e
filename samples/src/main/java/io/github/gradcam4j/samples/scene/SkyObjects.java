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
import static io.github.gradcam4j.samples.scene.Shapes.rotated;
import static io.github.gradcam4j.samples.scene.Shapes.rounded;
import static io.github.gradcam4j.samples.scene.Shapes.segment;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Path2D;

/** Painters of objects in the air. */
final class SkyObjects {
    private SkyObjects() {}

    static void umbrella(Brush brush) {
        brush.line(rgb(0x5b3a1e), 1.8, path("M 50 46 L 50 84 C 50 92 61 92 61 84"));
        brush.line(rgb(0x888888), 1.4, segment(50, 14, 50, 20));
        int[] panels = {0x9e1b1b, 0xc62828, 0xe53935, 0xc62828, 0x8e1616};
        double[] hems = {12, 26, 41, 59, 74, 88};
        for (int i = 0; i < 5; i++) {
            Path2D panel = new Path2D.Double();
            double middle = (hems[i] + hems[i + 1]) / 2;
            panel.moveTo(50, 18);
            panel.quadTo(50 + (hems[i] - 50) * 0.95, 20, hems[i], 52);
            panel.quadTo(middle, 44, hems[i + 1], 52);
            panel.quadTo(50 + (hems[i + 1] - 50) * 0.95, 20, 50, 18);
            brush.fill(linear(0, 18, 0, 54, rgb(panels[i]).brighter(), rgb(panels[i])), panel);
            brush.line(black(0.35), 0.4, panel);
        }
    }

    static void hotAirBalloon(Brush brush) {
        Shape envelope =
                path("M 50 8 C 78 8 84 30 80 42 C 76 56 62 66 56 74 L 44 74 C 38 66 24 56 20 42 C 16 30 22 8 50 8 Z");
        int[] gores = {0xd7372b, 0xf4b62c, 0x2d6fb5, 0xf4f1e4, 0xd7372b, 0xf4b62c, 0x2d6fb5};
        double[] widths = {34, 27, 18, 6.5};
        brush.fill(rgb(gores[0]), envelope);
        for (int i = 0; i < widths.length; i++) {
            double half = widths[i] * 0.93;
            Path2D gore = new Path2D.Double();
            gore.moveTo(50, 8);
            gore.curveTo(50 - half * 1.3, 14, 50 - half * 1.25, 44, 50 - half * 0.2, 75);
            gore.lineTo(50 + half * 0.2, 75);
            gore.curveTo(50 + half * 1.25, 44, 50 + half * 1.3, 14, 50, 8);
            brush.fill(rgb(gores[i]), common(gore, envelope));
        }
        brush.fill(radial(38, 28, 60, white(0.35), white(0), black(0.45)), envelope);
        brush.line(rgb(0x4a3a2a), 0.5, path("M 44 74 L 46 85 M 56 74 L 54 85 M 48 74 L 49 85 M 52 74 L 51 85"));
        brush.fill(linear(0, 84, 0, 92, rgb(0xa0713c), rgb(0x6b4521)), rounded(45, 84.5, 10, 8, 1));
        brush.line(rgb(0x4f3216), 0.8, segment(45, 85, 55, 85));
    }

    static void parachute(Brush brush) {
        int[] panels = {0xe53935, 0xfafafa, 0xe53935, 0xfafafa, 0xe53935, 0xfafafa, 0xe53935};
        double[] hems = {10, 19, 30, 43, 57, 70, 81, 90};
        for (double hem : hems) {
            brush.line(rgb(0xf2f2f2), 0.35, segment(hem, 42, 50, 82));
        }
        for (int i = 0; i < panels.length; i++) {
            Path2D panel = new Path2D.Double();
            panel.moveTo(50, 10);
            panel.quadTo(50 + (hems[i] - 50) * 0.98, 11, hems[i], 42);
            panel.quadTo((hems[i] + hems[i + 1]) / 2, 37, hems[i + 1], 42);
            panel.quadTo(50 + (hems[i + 1] - 50) * 0.98, 11, 50, 10);
            brush.fill(linear(10, 10, 90, 42, rgb(panels[i]), rgb(panels[i]).darker()), panel);
        }
        brush.fill(rgb(0x2a3440), circle(50, 82, 1.8)).fill(rgb(0x2a3440), rounded(48, 83, 4, 7, 1.5));
        brush.line(rgb(0x2a3440), 1.2, path("M 48.5 85 L 46 80 M 51.5 85 L 54 80 M 49 90 L 48 95 M 51 90 L 52 95"));
    }

    static void pinwheel(Brush brush) {
        int[] sails = {0xe53935, 0xfdd835, 0x43a047, 0x1e88e5};
        brush.fill(linear(48, 0, 52, 0, rgb(0xe8d8b8), rgb(0x9a8258)), box(48.6, 42, 2.8, 200));
        for (int i = 0; i < 4; i++) {
            Color sail = rgb(sails[i]);
            Shape blade = path("M 50 42 L 50 8 C 62 10 78 18 82 38 C 72 28 60 32 50 42 Z");
            Shape fold = path("M 50 42 L 50 8 C 58 20 58 32 50 42 Z");
            brush.fill(linear(50, 10, 80, 40, sail, sail.darker()), rotated(blade, i * 90, 50, 42));
            brush.fill(sail.darker(), rotated(fold, i * 90, 50, 42));
        }
        brush.fill(radial(49, 41, 4, rgb(0xffffff), rgb(0x9e9e9e)), circle(50, 42, 3));
    }
}
