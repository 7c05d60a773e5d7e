package io.github.gradcam4j.samples.scene;

/** A painter of one layer of a scene. It paints the same image each time, at any size. */
@FunctionalInterface
interface Painter {
    /** Paints the layer. */
    void paint(Brush brush);

    /** Returns a painter that paints this layer and then another on top of it. */
    default Painter then(Painter next) {
        return brush -> {
            paint(brush);
            next.paint(brush);
        };
    }

    /** Returns a painter of this layer, rotated clockwise and scaled about the center, then moved. */
    default Painter placed(double dx, double dy, double scale, double degrees) {
        return brush -> paint(brush.placed(dx, dy, scale, degrees));
    }
}
