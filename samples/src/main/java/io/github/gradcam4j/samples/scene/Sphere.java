package io.github.gradcam4j.samples.scene;

import java.awt.Shape;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * A ball seen from far away: draws what lies on its surface. Directions are unit vectors {x, y, z}, x to the right, y down, z
 * towards the eye.
 */
record Sphere(double x, double y, double radius) {
    static double[] direction(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    /** The direction, turned about the x axis and then about the y axis. */
    static double[] turned(double[] direction, double aboutX, double aboutY) {
        double y = direction[1] * Math.cos(aboutX) - direction[2] * Math.sin(aboutX);
        double z = direction[1] * Math.sin(aboutX) + direction[2] * Math.cos(aboutX);
        double x = direction[0] * Math.cos(aboutY) + z * Math.sin(aboutY);
        return new double[] {x, y, z * Math.cos(aboutY) - direction[0] * Math.sin(aboutY)};
    }

    /** The direction that much of the way from one to the other, 0 to 1, on the straight line between them. */
    static double[] between(double[] from, double[] to, double share) {
        return direction(
                from[0] + share * (to[0] - from[0]),
                from[1] + share * (to[1] - from[1]),
                from[2] + share * (to[2] - from[2]));
    }

    Shape outline() {
        return Shapes.circle(x, y, radius);
    }

    double px(double[] direction) {
        return x + radius * direction[0];
    }

    double py(double[] direction) {
        return y + radius * direction[1];
    }

    /** The part of the line through the directions that faces the eye. */
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

    /** The region with these corners; what lies behind the rim is pressed onto it. */
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
