package io.github.gradcam4j.samples.scene;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.StringTokenizer;

/** Factory methods for outlines; lengths are in units of the {@link Brush}. */
final class Shapes {
    private Shapes() {}

    static Shape circle(double x, double y, double radius) {
        return ellipse(x, y, radius, radius);
    }

    static Shape ellipse(double x, double y, double radiusX, double radiusY) {
        return new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY);
    }

    static Shape box(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x, y, width, height);
    }

    static Shape rounded(double x, double y, double width, double height, double radius) {
        return new RoundRectangle2D.Double(x, y, width, height, 2 * radius, 2 * radius);
    }

    static Shape segment(double x0, double y0, double x1, double y1) {
        return new Line2D.Double(x0, y0, x1, y1);
    }

    /** Returns the closed polygon through the points x0, y0, x1, y1, ... */
    static Shape polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }

    /** Returns a regular polygon; its first corner is at {@code degrees} clockwise from the right. */
    static Shape regular(int corners, double x, double y, double radius, double degrees) {
        double[] points = new double[2 * corners];
        for (int i = 0; i < corners; i++) {
            double angle = Math.toRadians(degrees + 360.0 * i / corners);
            points[2 * i] = x + radius * Math.cos(angle);
            points[2 * i + 1] = y + radius * Math.sin(angle);
        }
        return polygon(points);
    }

    /** Parses an SVG path with the absolute commands M, L, Q, C and Z; all parts are separated by blanks. */
    static Path2D path(String commands) {
        Path2D path = new Path2D.Double();
        StringTokenizer tokens = new StringTokenizer(commands);
        while (tokens.hasMoreTokens()) {
            String command = tokens.nextToken();
            switch (command) {
                case "M" -> path.moveTo(next(tokens), next(tokens));
                case "L" -> path.lineTo(next(tokens), next(tokens));
                case "Q" -> path.quadTo(next(tokens), next(tokens), next(tokens), next(tokens));
                case "C" ->
                    path.curveTo(next(tokens), next(tokens), next(tokens), next(tokens), next(tokens), next(tokens));
                case "Z" -> path.closePath();
                default -> throw new IllegalArgumentException("not a path command: " + command);
            }
        }
        return path;
    }

    static Shape rotated(Shape shape, double degrees, double x, double y) {
        return AffineTransform.getRotateInstance(Math.toRadians(degrees), x, y).createTransformedShape(shape);
    }

    /** Returns the intersection of two shapes. */
    static Shape common(Shape one, Shape other) {
        Area area = new Area(one);
        area.intersect(new Area(other));
        return area;
    }

    static Shape without(Shape whole, Shape hole) {
        Area area = new Area(whole);
        area.subtract(new Area(hole));
        return area;
    }

    /** Returns the shape enlarged by a distance on all sides. */
    static Shape grown(Shape shape, double by) {
        Area area = new Area(shape);
        if (by > 0) {
            area.add(new Area(band(shape, 2 * by)));
        }
        return area;
    }

    /** Returns the stroke along the shape's outline as a shape. */
    static Shape band(Shape shape, double width) {
        return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND).createStrokedShape(shape);
    }

    private static double next(StringTokenizer tokens) {
        return Double.parseDouble(tokens.nextToken());
    }
}
