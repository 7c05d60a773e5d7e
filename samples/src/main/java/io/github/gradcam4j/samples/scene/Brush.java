package io.github.gradcam4j.samples.scene;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * A pen for an image of any size. The unit is a hundredth of the centered square's side: (50, 50) is the center of the
 * image. An oblong image shows more at the left and right, or above and below, of that square; {@link #frame} is all of
 * it.
 */
final class Brush {
    private final Graphics2D graphics;
    private final Rectangle2D frame;

    private Brush(Graphics2D graphics, Rectangle2D frame) {
        this.graphics = graphics;
        this.frame = frame;
    }

    /** Runs a painter on an image. */
    static void paint(BufferedImage image, Painter painter) {
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            double unit = Math.min(image.getWidth(), image.getHeight()) / 100.0;
            double left = (image.getWidth() / unit - 100) / 2;
            double top = (image.getHeight() / unit - 100) / 2;
            graphics.scale(unit, unit);
            graphics.translate(left, top);
            painter.paint(new Brush(graphics, new Rectangle2D.Double(-left, -top, 100 + 2 * left, 100 + 2 * top)));
        } finally {
            graphics.dispose();
        }
    }

    /** Returns the visible area, in units. It contains the square from (0, 0) to (100, 100). */
    Rectangle2D frame() {
        return frame;
    }

    Brush fill(Paint paint, Shape shape) {
        graphics.setPaint(paint);
        graphics.fill(shape);
        return this;
    }

    /** Fills the whole frame. */
    Brush flood(Paint paint) {
        return fill(paint, frame);
    }

    /** Draws along the shape's outline, with round ends. */
    Brush line(Paint paint, double width, Shape shape) {
        graphics.setPaint(paint);
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(shape);
        return this;
    }

    /** Paints a soft shadow around and under a shape; its opacity stays below 0.5, so it is not part of the mask. */
    Brush shadow(Shape shape) {
        for (int i = 0; i < 7; i++) {
            fill(Shades.black(0.07), Shapes.grown(shape, 0.6 * i));
        }
        return this;
    }

    /** Paints the soft shadow of a standing object; its opacity stays below 0.5, so it is not part of the mask. */
    Brush standing(double x, double y, double radiusX, double radiusY) {
        return fill(
                Shades.oval(
                        x,
                        y,
                        radiusX,
                        radiusY,
                        Shades.black(0.48),
                        Shades.black(0.42),
                        Shades.black(0.2),
                        Shades.black(0)),
                Shapes.ellipse(x, y, radiusX, radiusY));
    }

    /** Returns a brush that scales and rotates clockwise, both about the center, and then moves. */
    Brush placed(double dx, double dy, double scale, double degrees) {
        Graphics2D moved = (Graphics2D) graphics.create();
        AffineTransform transform = AffineTransform.getTranslateInstance(50 + dx, 50 + dy);
        transform.rotate(Math.toRadians(degrees));
        transform.scale(scale, scale);
        transform.translate(-50, -50);
        moved.transform(transform);
        return new Brush(moved, frame);
    }
}
