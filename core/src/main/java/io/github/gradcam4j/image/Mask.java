package io.github.gradcam4j.image;

import io.github.gradcam4j.internal.argument.NonNullList;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The pixels of an image that belong to an object: one bit per pixel, row by row from the top left. Immutable and
 * thread safe.
 */
public final class Mask {
    private final int width;
    private final int height;
    private final BitSet pixels;

    private Mask(int width, int height, BitSet pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * Returns a mask of a set of bits.
     *
     * @param pixels bit {@code y * width + x} is set where pixel (x, y) belongs to the object; copied
     * @throws IllegalArgumentException if a side is not positive or a bit lies beyond the last pixel
     */
    public static Mask of(int width, int height, BitSet pixels) {
        if (pixels.length() > area(width, height)) {
            throw new IllegalArgumentException(
                    "bit " + (pixels.length() - 1) + " lies beyond a mask of " + width + " x " + height);
        }
        return new Mask(width, height, (BitSet) pixels.clone());
    }

    /**
     * Returns the pixels whose centers lie inside a polygon, by the even-odd rule.
     *
     * @param corners the last is joined to the first; parts outside the image are cut off
     * @throws IllegalArgumentException if a side is not positive, a corner is not finite or there are fewer than three
     *     corners
     */
    public static Mask ofPolygon(int width, int height, List<Point> corners) {
        BitSet pixels = new BitSet(area(width, height));
        NonNullList.copyOf(corners, "corners");
        if (corners.size() < 3) {
            throw new IllegalArgumentException("a polygon has at least three corners, not " + corners.size());
        }
        if (!corners.stream().allMatch(corner -> Double.isFinite(corner.x()) && Double.isFinite(corner.y()))) {
            throw new IllegalArgumentException("a polygon's corners are finite numbers");
        }
        for (int y = 0; y < height; y++) {
            int[] columns = crossings(corners, y + 0.5)
                    .mapToInt(x -> (int) Math.ceil(Math.max(0, Math.min(width, x)) - 0.5))
                    .toArray();
            for (int i = 0; i + 1 < columns.length; i += 2) {
                pixels.set(y * width + columns[i], y * width + columns[i + 1]);
            }
        }
        return new Mask(width, height, pixels);
    }

    /** Returns where a closed line crosses a height, from left to right. */
    private static DoubleStream crossings(List<Point> corners, double y) {
        return IntStream.range(0, corners.size())
                .filter(i -> corners.get(i).y() > y != next(corners, i).y() > y)
                .mapToDouble(i -> crossing(corners.get(i), next(corners, i), y))
                .sorted();
    }

    private static Point next(List<Point> corners, int i) {
        return corners.get((i + 1) % corners.size());
    }

    private static double crossing(Point from, Point to, double y) {
        return from.x() + (y - from.y()) / (to.y() - from.y()) * (to.x() - from.x());
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels. */
    public int height() {
        return height;
    }

    /**
     * Returns whether a pixel belongs to the object.
     *
     * @throws IndexOutOfBoundsException if the pixel lies outside the mask
     */
    public boolean contains(int x, int y) {
        Objects.checkIndex(x, width);
        Objects.checkIndex(y, height);
        return pixels.get(y * width + x);
    }

    /** Returns the pixels that belong to the object, each as {@code y * width + x}, in ascending order. */
    public IntStream pixels() {
        return pixels.stream();
    }

    /** Returns the number of pixels that belong to the object. */
    public int count() {
        return pixels.cardinality();
    }

    /** Returns the fraction of pixels that belong to the object, 0 to 1. */
    public double share() {
        return count() / (double) (width * height);
    }

    /** Returns the smallest rectangle that holds the object; empty if the mask has no pixel. */
    public Optional<CropRegion> bounds() {
        if (pixels.isEmpty()) {
            return Optional.empty();
        }
        int left = width;
        int right = 0;
        for (int i = pixels.nextSetBit(0); i >= 0; i = pixels.nextSetBit(i + 1)) {
            left = Math.min(left, i % width);
            right = Math.max(right, i % width);
        }
        int top = pixels.nextSetBit(0) / width;
        int bottom = (pixels.length() - 1) / width;
        return Optional.of(new CropRegion(left, top, right - left + 1, bottom - top + 1));
    }

    /**
     * Returns the mask at another size by nearest neighbor: a pixel takes the value of the one that contains its
     * center.
     */
    public Mask resize(int toWidth, int toHeight) {
        BitSet resized = new BitSet(area(toWidth, toHeight));
        for (int y = 0; y < toHeight; y++) {
            int fromY = (int) ((2L * y + 1) * height / (2L * toHeight));
            for (int x = 0; x < toWidth; x++) {
                int fromX = (int) ((2L * x + 1) * width / (2L * toWidth));
                resized.set(y * toWidth + x, contains(fromX, fromY));
            }
        }
        return new Mask(toWidth, toHeight, resized);
    }

    /** Encodes the mask as a PNG file, the object white on black. */
    public byte[] png() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = pixels.nextSetBit(0); i >= 0; i = pixels.nextSetBit(i + 1)) {
            image.setRGB(i % width, i / width, 0xffffff);
        }
        return Png.of(image);
    }

    private static int area(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a mask has at least one pixel, not " + width + " x " + height);
        }
        return Math.multiplyExact(width, height);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && width == mask.width && height == mask.height && pixels.equals(mask.pixels);
    }

    @Override
    public int hashCode() {
        return Objects.hash(width, height, pixels);
    }

    @Override
    public String toString() {
        return "Mask[" + width + " x " + height + ", " + count() + " pixels]";
    }
}
