package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Shades.black;
import static io.github.gradcam4j.samples.scene.Shades.linear;
import static io.github.gradcam4j.samples.scene.Shades.radial;
import static io.github.gradcam4j.samples.scene.Shades.rgb;
import static io.github.gradcam4j.samples.scene.Shades.white;
import static io.github.gradcam4j.samples.scene.Shapes.box;
import static io.github.gradcam4j.samples.scene.Shapes.circle;
import static io.github.gradcam4j.samples.scene.Shapes.common;
import static io.github.gradcam4j.samples.scene.Shapes.ellipse;
import static io.github.gradcam4j.samples.scene.Shapes.path;
import static io.github.gradcam4j.samples.scene.Shapes.regular;
import static io.github.gradcam4j.samples.scene.Shapes.rotated;
import static io.github.gradcam4j.samples.scene.Shapes.rounded;
import static io.github.gradcam4j.samples.scene.Shapes.segment;
import static io.github.gradcam4j.samples.scene.Shapes.without;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/** Painters of everyday objects. */
final class EverydayObjects {
    private EverydayObjects() {}

    /** Paints a clock at ten past ten. */
    static void analogClock(Brush brush) {
        brush.shadow(circle(51.5, 53, 39));
        brush.fill(linear(15, 12, 85, 90, rgb(0x5a5e66), rgb(0x1c1e22)), circle(50, 50, 40));
        brush.fill(radial(45, 42, 50, rgb(0xffffff), rgb(0xf1efe8)), circle(50, 50, 35.5));
        brush.line(black(0.25), 0.5, circle(50, 50, 35.5));
        for (int minute = 0; minute < 60; minute++) {
            boolean hour = minute % 5 == 0;
            Shape tick = segment(50, 50 - 33, 50, 50 - (hour ? 27.5 : 31));
            brush.line(rgb(0x202226), hour ? 1.7 : 0.5, rotated(tick, minute * 6, 50, 50));
        }
        brush.line(rgb(0x17181b), 2.6, rotated(segment(50, 55, 50, 32), -56, 50, 50));
        brush.line(rgb(0x17181b), 1.8, rotated(segment(50, 57, 50, 22), 62, 50, 50));
        brush.line(rgb(0xc0392b), 0.7, rotated(segment(50, 60, 50, 20), 212, 50, 50));
        brush.fill(rgb(0xc0392b), circle(50, 50, 2));
        brush.fill(linear(20, 15, 60, 60, white(0.35), white(0)), common(circle(50, 50, 35.5), circle(32, 24, 38)));
    }

    /** Red, amber and green lamps in a dark housing on its pole; red is lit. */
    static void trafficLight(Brush brush) {
        brush.fill(linear(46, 0, 54, 0, rgb(0x2b2e31), rgb(0x5b6066), rgb(0x222427)), box(46.5, 78, 7, 200));
        brush.fill(linear(30, 0, 70, 0, rgb(0x34383b), rgb(0x1b1d1f)), rounded(33, 8, 34, 74, 5));
        brush.line(rgb(0x0d0e0f), 0.8, rounded(33, 8, 34, 74, 5));
        lamp(brush, 21.5, 0xff4a3a, 0xd31408);
        lamp(brush, 45, 0x6b5310, 0x40310a);
        lamp(brush, 68.5, 0x1d5a36, 0x0f3a22);
    }

    private static void lamp(Brush brush, double y, int bright, int deep) {
        brush.fill(rgb(0x08090a), circle(50, y, 10.4));
        brush.fill(radial(47, y - 3, 11, rgb(bright), rgb(deep)), circle(50, y, 9));
        brush.fill(white(0.25), ellipse(46.5, y - 4, 3.2, 2.2));
        Path2D visor = path("M 38 0 C 38 -15 62 -15 62 0 C 59 -9.5 41 -9.5 38 0 Z");
        visor.transform(AffineTransform.getTranslateInstance(0, y));
        brush.fill(rgb(0x101214), visor);
    }

    static void stopwatch(Brush brush) {
        brush.shadow(circle(51.5, 59, 32));
        brush.fill(linear(44, 0, 56, 0, rgb(0x777b80), rgb(0xe4e6e8), rgb(0x6a6e73)), rounded(45, 11, 10, 14, 2));
        brush.fill(linear(40, 0, 60, 0, rgb(0x5a5e63), rgb(0xd0d3d6), rgb(0x5a5e63)), rounded(42, 7, 16, 7, 2));
        brush.fill(rgb(0x888c91), rotated(rounded(46, 15, 8, 10, 1.5), 40, 50, 56));
        brush.fill(linear(18, 24, 82, 88, rgb(0xf2f4f6), rgb(0x8b9096), rgb(0xd9dcdf)), circle(50, 56, 33));
        brush.fill(rgb(0xfdfdfb), circle(50, 56, 28));
        brush.line(rgb(0x55585c), 0.6, circle(50, 56, 28));
        for (int tick = 0; tick < 60; tick++) {
            boolean major = tick % 5 == 0;
            brush.line(
                    rgb(0x1b1c1e),
                    major ? 1.2 : 0.4,
                    rotated(segment(50, 29.5, 50, major ? 34 : 32), tick * 6, 50, 56));
        }
        brush.line(rgb(0x555555), 0.5, circle(50, 46, 6));
        brush.line(rgb(0x1b1c1e), 0.6, segment(50, 46, 53, 42));
        brush.line(rgb(0xd32f2f), 1.1, rotated(segment(50, 64, 50, 31), 40, 50, 56));
        brush.fill(rgb(0x222222), circle(50, 56, 2));
    }

    static void candle(Brush brush) {
        brush.fill(radial(50, 24, 34, rgb(0xffc45a, 0.45), rgb(0xff9a2a, 0.15), rgb(0xff9a2a, 0)), circle(50, 24, 34));
        brush.fill(
                linear(38, 0, 62, 0, rgb(0xcfae7c), rgb(0xfff4d8), rgb(0xd8b88a), rgb(0x8d6a40)),
                rounded(39, 40, 22, 52, 3));
        brush.fill(linear(0, 40, 0, 62, rgb(0xffd98a, 0.9), rgb(0xffd98a, 0)), rounded(39, 40, 22, 24, 3));
        brush.fill(rgb(0xf0d9a8), ellipse(50, 41.5, 11, 2.8));
        brush.line(rgb(0x2a2018), 1, segment(50, 41, 50, 34));
        brush.fill(
                linear(0, 12, 0, 38, rgb(0xffa726), rgb(0xffe27a), rgb(0xfff8e0)),
                path("M 50 10 C 55 20 57 27 55 33 C 53 38 47 38 45 33 C 43 27 45 20 50 10 Z"));
        brush.fill(rgb(0x5a8ad8, 0.5), ellipse(50, 35.5, 2.6, 2.6));
    }

    static void streetSign(Brush brush) {
        brush.fill(linear(47, 0, 53, 0, rgb(0x7a7f85), rgb(0xd8dce0), rgb(0x70757a)), box(47.7, 10, 4.6, 300));
        brush.fill(rgb(0xf6f6f4), rounded(12, 16, 66, 15, 1.5)).fill(rgb(0x0d7a4a), rounded(13, 17, 64, 13, 1));
        brush.fill(rgb(0xf6f6f4), rounded(24, 36, 64, 15, 1.5)).fill(rgb(0x0d7a4a), rounded(25, 37, 62, 13, 1));
        Letters.write(brush, "MAIN ST", 18, 20, 7, rgb(0xfafafa));
        Letters.write(brush, "PARK AV", 30, 40, 7, rgb(0xfafafa));
    }

    static void digitalClock(Brush brush) {
        brush.shadow(rounded(9, 30, 84, 46, 6));
        brush.fill(linear(0, 26, 0, 74, rgb(0x4a4d52), rgb(0x17181b)), rounded(8, 26, 84, 48, 6));
        brush.fill(rgb(0x0b0405), rounded(13, 32, 74, 34, 3));
        int[] digits = {1, 0, 3, 8};
        double[] positions = {17, 33, 54, 70};
        for (int i = 0; i < 4; i++) {
            Letters.sevenSegments(brush, digits[i], positions[i], 37, 12, 24, rgb(0xff2d20), rgb(0xff2d20, 0.08));
        }
        brush.fill(rgb(0xff2d20), box(48.5, 43, 3, 3)).fill(rgb(0xff2d20), box(48.5, 52, 3, 3));
        brush.fill(linear(0, 32, 0, 50, white(0.16), white(0)), rounded(13, 32, 74, 16, 3));
        brush.fill(rgb(0x222429), rounded(16, 74, 12, 3, 1)).fill(rgb(0x222429), rounded(72, 74, 12, 3, 1));
    }

    static void coffeeMug(Brush brush) {
        brush.standing(50, 82, 36, 7);
        brush.fill(
                linear(70, 0, 90, 0, rgb(0xb71c1c), rgb(0x8a1010)),
                without(ellipse(72, 53, 16, 17), ellipse(72, 53, 10, 11)));
        brush.fill(
                linear(20, 0, 74, 0, rgb(0xa31515), rgb(0xe53935), rgb(0xff6f60), rgb(0xd32f2f), rgb(0x8a1010)),
                path("M 20 26 L 20 76 C 20 86 74 86 74 76 L 74 26 Z"));
        brush.fill(rgb(0xc62828), ellipse(47, 26, 27, 7)).fill(rgb(0xf6ece6), ellipse(47, 26, 25, 5.9));
        brush.fill(
                linear(22, 0, 72, 0, rgb(0x2a140a), rgb(0x4a2814)),
                common(ellipse(47, 28.5, 24, 5.4), ellipse(47, 26, 25, 5.9)));
    }

    static void schoolBus(Brush brush) {
        brush.standing(50, 79, 49, 5);
        brush.fill(
                linear(0, 26, 0, 74, rgb(0xffc629), rgb(0xf2a900), rgb(0xcf8a00)),
                path("M 6 32 C 6 28 8 26 12 26 L 74 26 C 78 26 79 28 80 32 L 82 48 L 92 50 C 95 51 96 53 96 57 L "
                        + "96 73 L 6 73 Z"));
        for (int i = 0; i < 6; i++) {
            double x = 10 + i * 10.6;
            brush.fill(linear(0, 32, 0, 46, rgb(0x24303a), rgb(0x55697a)), rounded(x, 32, 8.6, 13, 0.8));
            brush.line(rgb(0x14181c), 0.5, segment(x, 38.5, x + 8.6, 38.5));
        }
        brush.fill(rgb(0x2c3944), path("M 74.5 31 L 77.5 31 L 80 47 L 74.5 47 Z"));
        brush.line(rgb(0x111111), 1.3, segment(6, 51, 82, 51)).line(rgb(0x111111), 1.3, segment(6, 58, 93, 58));
        brush.line(rgb(0x111111), 0.8, segment(6, 66, 95, 66));
        brush.fill(rgb(0x1a1a1a), box(4, 70, 93, 4));
        for (double x : new double[] {24, 81}) {
            brush.fill(rgb(0x141414), circle(x, 73, 8))
                    .fill(rgb(0x8a8d90), circle(x, 73, 4))
                    .fill(rgb(0x333333), circle(x, 73, 1.5));
        }
        brush.fill(rgb(0xfff6c8), circle(94, 58, 2)).fill(rgb(0xd32f2f), box(6, 28, 2.5, 3));
        brush.fill(rgb(0xc62828), regular(8, 72, 54.5, 4.4, 22.5))
                .line(white(0.9), 0.5, regular(8, 72, 54.5, 3.8, 22.5));
    }
}
