package io.github.gradcam4j.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * A map of finite values, {@code [height, width]} in row-major order: raw and signed as a method returns it, or
 * normalized. Immutable and thread safe.
 */
public final class HeatMap {
    private final int height;
    private final int width;
    private final float[] values;

    private HeatMap(int height, int width, float[] values) {
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /**
     * Returns a map of a copy of the values.
     *
     * @throws IllegalArgumentException if there are not {@code height * width} values
     * @throws HeatMapException if a value is not finite, as after an overflow in the model
     */
    public static HeatMap of(float[] values, int height, int width) {
        if (height < 1 || width < 1 || values.length != (long) height * width) {
            throw new IllegalArgumentException(
                    values.length + " values do not make a map of " + height + " x " + width);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new HeatMapException(String.format(
                        Locale.ROOT,
                        "The map's value at row %d, column %d is %s: numbers overflowed in the model",
                        i / width,
                        i % width,
                        values[i]));
            }
        }
        return new HeatMap(height, width, values.clone());
    }

    /** Returns the number of rows. */
    public int height() {
        return height;
    }

    /** Returns the number of columns. */
    public int width() {
        return width;
    }

    /** Returns the value at a row and a column. */
    public float at(int y, int x) {
        return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
    }

    /** Returns a copy of the values in row-major order. */
    public float[] values() {
        return values.clone();
    }

    /** Returns a copy of the values, one array for each row: {@code array[y][x]}. */
    public float[][] toArray() {
        var rows = new float[height][];
        for (int y = 0; y < height; y++) {
            rows[y] = Arrays.copyOfRange(values, y * width, (y + 1) * width);
        }
        return rows;
    }

    /** Returns whether every value is zero. */
    public boolean isZero() {
        Range range = range();
        return range.low() == 0 && range.high() == 0;
    }

    /** Returns the smallest and the largest value. */
    public Range range() {
        float low = values[0];
        float high = values[0];
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new Range(low, high);
    }

    /** Returns {@code max(value, 0)} at each position. */
    public HeatMap relu() {
        return map(value -> Math.max(value, 0));
    }

    /** Returns {@code -value} at each position. */
    public HeatMap negated() {
        return map(value -> 0 - value);
    }

    /** Resizes bilinearly with half-pixel centers, as PyTorch's {@code interpolate(align_corners=False)}. */
    public HeatMap resize(int newHeight, int newWidth) {
        Bilinear rows = rows(newHeight, newWidth);
        float[] resized = new float[Math.multiplyExact(newHeight, newWidth)];
        for (int y = 0; y < newHeight; y++) {
            rows.row(y, resized, y * newWidth);
        }
        return new HeatMap(newHeight, newWidth, resized);
    }

    /**
     * Returns a map of an image's size, {@code [image.height(), image.width()]}: this map resized (bilinear) to the
     * part that the model saw, and 0 outside of it.
     *
     * @throws IllegalArgumentException if the region lies beside the image
     */
    public HeatMap resizeTo(Image image, CropRegion region) {
        var seen = region.pixels(image);
        var inside = seen.inside(image);
        var rows = rows(seen.height(), seen.width());
        var row = new float[seen.width()];
        var placed = new float[Math.multiplyExact(image.height(), image.width())];
        for (int y = inside.y(); y < inside.y() + inside.height(); y++) {
            rows.row(y - seen.y(), row, 0);
            System.arraycopy(row, inside.x() - seen.x(), placed, y * image.width() + inside.x(), inside.width());
        }
        return new HeatMap(image.height(), image.width(), placed);
    }

    /** Returns {@code (value - min) / (max - min)}, 0..1; zero if all values are equal. */
    public HeatMap normalize() {
        Range range = range();
        return map(value -> range.position((float) value));
    }

    /** Returns {@code value / max|value|}, -1..1; zero stays zero. */
    public HeatMap normalizeSigned() {
        float magnitude = range().symmetric().high();
        return map(value -> value / magnitude);
    }

    /**
     * Returns a percentile, linear between neighbors as NumPy's default.
     *
     * @param percent 0 to 100
     */
    public float percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("A percentile is 0 to 100, not " + percent);
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = percent / 100 * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return (float) (sorted[below] + (position - below) * (sorted[above] - sorted[below]));
    }

    /** Returns the sum of all values. */
    public double sum() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * Returns the sum of the values at the pixels of a mask.
     *
     * @throws IllegalArgumentException if the mask has another size
     */
    public double sum(Mask mask) {
        if (mask.width() != width || mask.height() != height) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "A mask of %d x %d does not fit a map of %d x %d",
                    mask.height(),
                    mask.width(),
                    height,
                    width));
        }
        return mask.pixels().mapToDouble(i -> values[i]).sum();
    }

    /** Draws each value as a pixel, colored over the map's own range. */
    public Image draw(Colormap colors) {
        return draw(colors, colors.range(range()));
    }

    /** Draws each value as a pixel, colored over a given range. */
    public Image draw(Colormap colors, Range range) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            colors.put(range.position(values[i]), rgb, 3 * i);
        }
        return new Image(width, height, rgb);
    }

    /** Encodes the map as a gray PNG file: 0 becomes black, 1 white; values outside 0..1 take the nearer end. */
    public byte[] png() {
        byte[] gray = new byte[values.length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, values[i])));
        }
        return Png.ofGray(width, height, gray);
    }

    /** Draws this map over a whole image; see {@link Overlay}. */
    public Image overlay(Image image, Colormap colors, double alpha) {
        return overlay(image, CropRegion.whole(image), colors, alpha);
    }

    /** Draws this map over the part of an image that the model saw; see {@link Overlay}. */
    public Image overlay(Image image, CropRegion region, Colormap colors, double alpha) {
        return Overlay.of(colors, alpha).draw(this, image, region);
    }

    /** Returns the resized map, computed one row at a time. */
    Bilinear rows(int newHeight, int newWidth) {
        return new Bilinear(values, width, newHeight, newWidth);
    }

    private HeatMap map(DoubleUnaryOperator operator) {
        float[] mapped = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            mapped[i] = (float) operator.applyAsDouble(values[i]);
        }
        return new HeatMap(height, width, mapped);
    }

    /** Returns whether the other object is a map of the same size and values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HeatMap that && width == that.width && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        var range = range();
        return String.format(Locale.ROOT, "HeatMap[%d x %d, %s to %s]", height, width, range.low(), range.high());
    }
}
