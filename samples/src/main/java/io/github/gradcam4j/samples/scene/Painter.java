package io.github.gradcam4j.samples.scene;

/** Paints one layer of a scene. The same painter paints the same picture each time, at any size. */
@FunctionalInterface
interface Painter {
    void paint(Brush brush);

    /** This painter's picture with the next one's on top of it. */
    default Painter then(Painter next) {
        return brush -> {
            paint(brush);
            next.paint(brush);
        };
    }

    /** This painter's picture, turned clockwise by that many degrees and scaled, both about the center, then moved. */
    default Painter placed(double dx, double dy, double scale, double degrees) {
        return brush -> paint(brush.placed(dx, dy, scale, degrees));
    }
}
