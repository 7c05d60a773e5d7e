package io.github.gradcam4j.samples.scene;

import static io.github.gradcam4j.samples.scene.Shades.black;
import static io.github.gradcam4j.samples.scene.Shades.rgb;
import static io.github.gradcam4j.samples.scene.Shades.roundness;
import static io.github.gradcam4j.samples.scene.Shades.white;
import static io.github.gradcam4j.samples.scene.Shapes.circle;
import static io.github.gradcam4j.samples.scene.Shapes.common;
import static io.github.gradcam4j.samples.scene.Shapes.ellipse;
import static io.github.gradcam4j.samples.scene.Shapes.path;
import static io.github.gradcam4j.samples.scene.Shapes.rotated;

import java.awt.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** Painters of balls, each with its shadow. */
final class Balls {
    private static final Sphere BALL = new Sphere(50, 50, 34);

    private Balls() {}

    static void tennisBall(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xcfe43a), BALL.outline());
        new Scatter(71, 0.9).over(BALL.outline().getBounds2D(), (x, y, random) -> {
            if (Math.hypot(x - 50, y - 50) < 33) {
                double angle = 2 * Math.PI * random.nextDouble();
                brush.line(
                        random.nextBoolean() ? rgb(0xf1ff7a, 0.5) : rgb(0x93a820, 0.4),
                        0.2,
                        Shapes.segment(x, y, x + 0.9 * Math.cos(angle), y + 0.9 * Math.sin(angle)));
            }
        });
        for (String seam : List.of("M 16 20 C 42 34 46 60 28 84", "M 88 22 C 62 34 58 58 74 84")) {
            Shape band = common(Shapes.band(path(seam), 2.6), BALL.outline());
            brush.fill(rgb(0xf7f7ec), band);
        }
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    static void golfBall(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xf6f6f2), BALL.outline());
        int dimples = 330;
        for (int i = 0; i < dimples; i++) {
            double z = 1 - (2 * i + 1.0) / dimples;
            double angle = i * Math.PI * (3 - Math.sqrt(5));
            double ring = Math.sqrt(1 - z * z);
            double[] position =
                    Sphere.rotated(new double[] {ring * Math.cos(angle), ring * Math.sin(angle), z}, 0.5, 0.4);
            if (position[2] > 0.08) {
                dimple(brush, position);
            }
        }
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    private static void dimple(Brush brush, double[] position) {
        double size = 2.5;
        double tilt = Math.toDegrees(Math.atan2(position[1], position[0]));
        double x = BALL.px(position);
        double y = BALL.py(position);
        Shape hollow = rotated(ellipse(x, y, size * position[2], size), tilt, x, y);
        Shape floor = rotated(ellipse(x + 0.5, y + 0.6, 0.75 * size * position[2], 0.75 * size), tilt, x, y);
        brush.fill(rgb(0xb4b6b8), common(hollow, BALL.outline())).fill(rgb(0xe9eaea), common(floor, BALL.outline()));
    }

    /** A truncated icosahedron projected onto a ball: a black pentagon around each corner of the icosahedron. */
    static void soccerBall(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xf8f8f6), BALL.outline());
        List<double[]> corners = icosahedron();
        for (double[] corner : corners) {
            List<double[]> neighbors = corners.stream()
                    .filter(other -> other != corner && dot(other, corner) > 0.4)
                    .toList();
            for (double[] neighbor : neighbors) {
                brush.line(rgb(0x8a8a88), 0.8, BALL.curve(arc(corner, neighbor, 1 / 3.0, 2 / 3.0)));
            }
            List<double[]> pentagon = around(corner, neighbors).stream()
                    .map(neighbor -> Sphere.between(corner, neighbor, 1 / 3.0))
                    .toList();
            if (corner[2] > -0.3) {
                brush.fill(rgb(0x1b1b1f), BALL.region(rounded(pentagon)));
            }
        }
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    static void basketball(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xd9702a), BALL.outline());
        new Scatter(73, 1).over(BALL.outline().getBounds2D(), (x, y, random) -> {
            if (Math.hypot(x - 50, y - 50) < 33) {
                brush.fill(random.nextBoolean() ? black(0.14) : white(0.1), circle(x, y, 0.3));
            }
        });
        seam(brush, t -> direction(Math.cos(t), Math.sin(t), 0), 1.3);
        seam(brush, t -> direction(0, Math.cos(t), Math.sin(t)), 1.3);
        seam(brush, t -> direction(0.75 + 0.12 * Math.cos(2 * t), 0.66 * Math.cos(t), 0.66 * Math.sin(t)), 1.3);
        seam(brush, t -> direction(-0.75 - 0.12 * Math.cos(2 * t), 0.66 * Math.cos(t), 0.66 * Math.sin(t)), 1.3);
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    private static void seam(Brush brush, DoubleFunction<double[]> at, double width) {
        List<double[]> line = IntStream.rangeClosed(0, 180)
                .mapToObj(i -> Sphere.rotated(at.apply(i * Math.PI / 90), 0.45, 0.4))
                .toList();
        brush.fill(rgb(0x20140d), common(Shapes.band(BALL.curve(line), width), BALL.outline()));
    }

    /** A cube projected onto a ball: three strips on each of its six faces. */
    static void volleyball(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xf7f6f0), BALL.outline());
        for (int face = 0; face < 6; face++) {
            for (int strip = 0; strip < 3; strip++) {
                List<double[]> rim = strip(face, -1 + strip * 2 / 3.0);
                if (rim.stream().anyMatch(corner -> corner[2] > 0)) {
                    brush.fill(rgb(strip == 1 ? 0xe9e6da : 0xfbfaf5), common(BALL.region(rim), BALL.outline()));
                    brush.fill(rgb(0x9a968c), common(Shapes.band(BALL.curve(rim), 0.7), BALL.outline()));
                }
            }
        }
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    private static List<double[]> strip(int face, double low) {
        double high = low + 2 / 3.0;
        List<double[]> rim = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            rim.add(onFace(face, -1 + i / 10.0, low));
        }
        for (int i = 0; i <= 20; i++) {
            rim.add(onFace(face, 1 - i / 10.0, high));
        }
        rim.add(rim.get(0));
        return rim;
    }

    private static double[] onFace(int face, double along, double across) {
        double side = face % 2 == 0 ? 1 : -1;
        double[] position = switch (face / 2) {
            case 0 -> direction(side, along, across);
            case 1 -> direction(across, side, along);
            default -> direction(along, across, side);
        };
        return Sphere.rotated(position, 0.55, 0.6);
    }

    static void baseball(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xf7f3e8), BALL.outline());
        for (double side : new double[] {-1, 1}) {
            for (int i = -16; i <= 16; i++) {
                double angle = i * 0.065;
                double x = 50 + side * (46 - 34 * Math.cos(angle) * 0.9);
                double y = 50 + 34 * Math.sin(angle) * 1.15;
                if (Math.hypot(x - 50, y - 50) < 33) {
                    stitch(brush, x, y, side, angle);
                }
            }
        }
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    private static void stitch(Brush brush, double x, double y, double side, double angle) {
        double lean = side * angle;
        for (double turn : new double[] {-0.6, 0.6}) {
            double direction = (side < 0 ? 0 : Math.PI) + lean + turn;
            brush.line(
                    rgb(0xc62828),
                    0.8,
                    Shapes.segment(x, y, x + 2.8 * Math.cos(direction), y + 2.8 * Math.sin(direction)));
        }
    }

    static void pingPongBall(Brush brush) {
        brush.standing(56, 81, 36, 11);
        brush.fill(rgb(0xf6f3ea), BALL.outline());
        brush.fill(roundness(50, 50, 34), BALL.outline());
    }

    private static List<double[]> icosahedron() {
        double golden = (1 + Math.sqrt(5)) / 2;
        List<double[]> corners = new ArrayList<>();
        for (double one : new double[] {-1, 1}) {
            for (double far : new double[] {-golden, golden}) {
                corners.add(Sphere.rotated(direction(0, one, far), 0.35, 0.3));
                corners.add(Sphere.rotated(direction(one, far, 0), 0.35, 0.3));
                corners.add(Sphere.rotated(direction(far, 0, one), 0.35, 0.3));
            }
        }
        return corners;
    }

    /** Returns the neighbors in their order around the corner. */
    private static List<double[]> around(double[] corner, List<double[]> neighbors) {
        List<double[]> left = new ArrayList<>(neighbors);
        List<double[]> ordered = new ArrayList<>(List.of(left.remove(0)));
        while (!left.isEmpty()) {
            double[] last = ordered.get(ordered.size() - 1);
            double[] next = left.stream()
                    .max((a, b) -> Double.compare(dot(a, last), dot(b, last)))
                    .orElseThrow();
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    private static List<double[]> rounded(List<double[]> corners) {
        List<double[]> rim = new ArrayList<>();
        for (int i = 0; i < corners.size(); i++) {
            rim.addAll(arc(corners.get(i), corners.get((i + 1) % corners.size()), 0, 1));
        }
        return rim;
    }

    private static List<double[]> arc(double[] from, double[] to, double start, double end) {
        return IntStream.rangeClosed(0, 8)
                .mapToObj(i -> Sphere.between(from, to, start + (end - start) * i / 8))
                .toList();
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double[] direction(double x, double y, double z) {
        return Sphere.direction(x, y, z);
    }
}
