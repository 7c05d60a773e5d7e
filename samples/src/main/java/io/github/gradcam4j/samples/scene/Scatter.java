package io.github.gradcam4j.samples.scene;

import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/**
 * Strews things over a plane: one at a random place in each cell of a grid. What is strewn in a cell depends on the seed and
 * the cell alone, so a larger or wider picture shows the same things, and more of them around.
 *
 * @param spacing the side of a cell, in units
 */
record Scatter(long seed, double spacing) {
    /** Paints one of the strewn things, with the cell's own random numbers. */
    @FunctionalInterface
    interface Item {
        void paint(double x, double y, SplittableRandom random);
    }

    /** Row by row from the top, so that nearer things cover farther ones; three cells beyond the area's edges. */
    void over(Rectangle2D area, Item item) {
        int firstRow = (int) Math.floor(area.getMinY() / spacing) - 3;
        int lastRow = (int) Math.ceil(area.getMaxY() / spacing) + 3;
        int firstColumn = (int) Math.floor(area.getMinX() / spacing) - 3;
        int lastColumn = (int) Math.ceil(area.getMaxX() / spacing) + 3;
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                SplittableRandom random = of(row, column);
                double x = (column + random.nextDouble()) * spacing;
                double y = (row + random.nextDouble()) * spacing;
                item.paint(x, y, random);
            }
        }
    }

    /** The random numbers of one cell. */
    SplittableRandom of(int row, int column) {
        return new SplittableRandom(
                seed * 0x9E3779B97F4A7C15L ^ row * 0xC2B2AE3D27D4EB4FL ^ column * 0x165667B19E3779F9L);
    }
}
