package io.github.gradcam4j.image;

import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The pixels of a picture that belong to an object: one bit per pixel, row by row from the top left. Immutable.
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
     * The pixels whose centers lie inside a closed line: those from which a line to the outside crosses it an odd number of times.
     *
     * @param corners in pixels from the top left; the last is joined to the first; what lies beyond the picture is cut off
     * @throws IllegalArgumentException if a side is not positive, a corner is no finite number or there are fewer than three
     */
    public static Mask ofPolygon(int width, int height, List<Point2D.Double> corners) {
        BitSet pixels = new BitSet(area(width, height));
        if (corners.size() < 3) {
            throw new IllegalArgumentException("a polygon has at least three corners, not " + corners.size());
        }
        if (!corners.stream().allMatch(corner -> Double.isFinite(corner.x) && Double.isFinite(corner.y))) {
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

    /** Where a closed line crosses that height, from left to right. */
    private static DoubleStream crossings(List<Point2D.Double> corners, double y) {
        return IntStream.range(0, corners.size())
                .mapToObj(i -> new Line2D.Double(corners.get(i), corners.get((i + 1) % corners.size())))
                .filter(edge -> edge.y1 > y != edge.y2 > y)
                .mapToDouble(edge -> edge.x1 + (y - edge.y1) / (edge.y2 - edge.y1) * (edge.x2 - edge.x1))
                .sorted();
    }

    /** The pixels that are at least half opaque. */
    public static Mask ofOpaque(BufferedImage layer) {
        int width = layer.getWidth();
        int height = layer.getHeight();
        BitSet pixels = new BitSet(width * height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels.set(y * width + x, layer.getRGB(x, y) >>> 24 >= 128);
            }
        }
        return new Mask(width, height, pixels);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /**
     * Whether the pixel belongs to the object.
     *
     * @throws IndexOutOfBoundsException if there is no such pixel
     */
    public boolean contains(int x, int y) {
        Objects.checkIndex(x, width);
        Objects.checkIndex(y, height);
        return pixels.get(y * width + x);
    }

    /** The number of pixels that belong to the object. */
    public int count() {
        return pixels.cardinality();
    }

    /** The object's share of the picture, 0 to 1. */
    public double share() {
        return count() / (double) (width * height);
    }

    /** The smallest rectangle that holds the object; empty at (0, 0) where there is none. */
    public Rectangle bounds() {
        Rectangle bounds = null;
        for (int i = pixels.nextSetBit(0); i >= 0; i = pixels.nextSetBit(i + 1)) {
            Rectangle pixel = new Rectangle(i % width, i / width, 1, 1);
            bounds = bounds == null ? pixel : bounds.union(pixel);
        }
        return bounds == null ? new Rectangle() : bounds;
    }

    /** The mask at another size: each pixel takes the value of the one its center falls in (nearest neighbor). */
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

    /** White on black, as a PNG file. */
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
