package io.github.gradcam4j.samples.scene;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * The parallel projection of a sphere and of lines on its surface. Directions are unit vectors {x, y, z}: x to the
 * right, y down, z towards the viewer.
 */
record Sphere(double x, double y, double radius) {
    /** Returns the normalized vector. */
    static double[] direction(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    /** Returns the direction rotated about the x axis and then about the y axis, in radians. */
    static double[] rotated(double[] direction, double aboutX, double aboutY) {
        double y = direction[1] * Math.cos(aboutX) - direction[2] * Math.sin(aboutX);
        double z = direction[1] * Math.sin(aboutX) + direction[2] * Math.cos(aboutX);
        double x = direction[0] * Math.cos(aboutY) + z * Math.sin(aboutY);
        return new double[] {x, y, z * Math.cos(aboutY) - direction[0] * Math.sin(aboutY)};
    }

    /**
     * Returns the direction of a point on the straight line between two directions, 0 for the first and 1 for the
     * second.
     */
    static double[] between(double[] from, double[] to, double fraction) {
        return direction(
                from[0] + fraction * (to[0] - from[0]),
                from[1] + fraction * (to[1] - from[1]),
                from[2] + fraction * (to[2] - from[2]));
    }

    Shape outline() {
        return Shapes.circle(x, y, radius);
    }

    /** Returns the x of a direction in the image. */
    double px(double[] direction) {
        return x + radius * direction[0];
    }

    /** Returns the y of a direction in the image. */
    double py(double[] direction) {
        return y + radius * direction[1];
    }

    /** Returns the visible part of the line through these directions. */
    Path2D curve(List<double[]> directions) {
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (double[] direction : directions) {
            boolean visible = direction[2] >= 0;
            if (visible && drawing) {
                path.lineTo(px(direction), py(direction));
            } else if (visible) {
                path.moveTo(px(direction), py(direction));
            }
            drawing = visible;
        }
        return path;
    }

    /** Returns the region with these corners; corners behind the visible half are moved to its edge. */
    Shape region(List<double[]> corners) {
        double[] points = new double[2 * corners.size()];
        for (int i = 0; i < corners.size(); i++) {
            double[] corner = corners.get(i);
            double[] seen = corner[2] >= 0 ? corner : direction(corner[0], corner[1], 0);
            points[2 * i] = px(seen);
            points[2 * i + 1] = py(seen);
        }
        return Shapes.polygon(points);
    }
}
