package io.github.gradcam4j.samples.scene;

import java.awt.Color;
import java.awt.LinearGradientPaint;
import java.awt.MultipleGradientPaint.ColorSpaceType;
import java.awt.MultipleGradientPaint.CycleMethod;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;

/** Factory methods for colors and gradients. */
final class Shades {
    private Shades() {}

    static Color rgb(int hex) {
        return new Color(hex);
    }

    static Color rgb(int hex, double opacity) {
        return new Color(hex >> 16 & 255, hex >> 8 & 255, hex & 255, (int) Math.round(255 * opacity));
    }

    static Color white(double opacity) {
        return rgb(0xffffff, opacity);
    }

    static Color black(double opacity) {
        return rgb(0x000000, opacity);
    }

    /** Returns a gradient from the first color at (x0, y0) to the last at (x1, y1), the others evenly between. */
    static Paint linear(double x0, double y0, double x1, double y1, Color... colors) {
        return new LinearGradientPaint((float) x0, (float) y0, (float) x1, (float) y1, evenly(colors.length), colors);
    }

    /** Returns a gradient from the first color at the center to the last at the radius, the others evenly between. */
    static Paint radial(double x, double y, double radius, Color... colors) {
        return new RadialGradientPaint((float) x, (float) y, (float) radius, evenly(colors.length), colors);
    }

    /** Returns a radial gradient in an ellipse. */
    static Paint oval(double x, double y, double radiusX, double radiusY, Color... colors) {
        AffineTransform flat = AffineTransform.getTranslateInstance(x, y);
        flat.scale(1, radiusY / radiusX);
        return new RadialGradientPaint(
                new Point2D.Double(),
                (float) radiusX,
                new Point2D.Double(),
                evenly(colors.length),
                colors,
                CycleMethod.NO_CYCLE,
                ColorSpaceType.SRGB,
                flat);
    }

    /** Returns light from the upper left and shade at the lower right, to paint over a ball of any color. */
    static Paint roundness(double x, double y, double radius) {
        return radial(
                x - 0.35 * radius,
                y - 0.4 * radius,
                1.5 * radius,
                white(0.5),
                white(0.08),
                black(0.06),
                black(0.3),
                black(0.55));
    }

    private static float[] evenly(int count) {
        float[] stops = new float[count];
        for (int i = 0; i < count; i++) {
            stops[i] = i / (float) (count - 1);
        }
        return stops;
    }
}
