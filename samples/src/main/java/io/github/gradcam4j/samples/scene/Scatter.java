package io.github.gradcam4j.samples.scene;

import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/**
 * A random distribution of items over a plane: one item at a random position in each cell of a grid. The item of a cell
 * depends on the seed and the cell alone, so a larger image shows the same items and more around them.
 *
 * @param spacing the side of a cell, in units
 */
record Scatter(long seed, double spacing) {
    /** The painter of one item. */
    @FunctionalInterface
    interface Item {
        /** Paints the item of a cell, with the cell's own random numbers. */
        void paint(double x, double y, SplittableRandom random);
    }

    /**
     * Paints the items row by row from the top, so that lower ones cover higher ones, and three cells beyond the area.
     */
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

    /** Returns the random numbers of one cell. */
    SplittableRandom of(int row, int column) {
        return new SplittableRandom(
                seed * 0x9E3779B97F4A7C15L ^ row * 0xC2B2AE3D27D4EB4FL ^ column * 0x165667B19E3779F9L);
    }
}
