package io.github.gradcam4j.image;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** A map of finite values {@code [height, width]}, row-major: raw and signed as a method made it, or normalized. Immutable, thread safe. */
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
     * A map of a copy of the values.
     *
     * @throws ArithmeticException if a value is not finite, as where a model's numbers overflow
     */
    public static HeatMap of(float[] values, int height, int width) {
        if (height < 1 || width < 1 || values.length != (long) height * width) {
            throw new IllegalArgumentException(
                    values.length + " values do not make a map of " + height + " x " + width);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ArithmeticException(
                        "The map's value at row %d, column %d is %s: numbers overflowed in the model"
                                .formatted(i / width, i % width, values[i]));
            }
        }
        return new HeatMap(height, width, values.clone());
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The value at a row and a column. */
    public float at(int y, int x) {
        return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
    }

    /** A copy of the values, row-major. */
    public float[] values() {
        return values.clone();
    }

    /** Whether every value is zero: there is no evidence to be shown. */
    public boolean isZero() {
        Range range = range();
        return range.low() == 0 && range.high() == 0;
    }

    /** The smallest and the largest value. */
    public Range range() {
        float low = values[0];
        float high = values[0];
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new Range(low, high);
    }

    /** {@code max(value, 0)}. */
    public HeatMap relu() {
        return map(value -> Math.max(value, 0));
    }

    /** {@code -value}. */
    public HeatMap negated() {
        return map(value -> 0 - value);
    }

    /** Bilinear resizing with half-pixel centers, as PyTorch's {@code interpolate(align_corners=False)}. */
    public HeatMap resize(int newHeight, int newWidth) {
        Bilinear rows = rows(newHeight, newWidth);
        float[] resized = new float[Math.multiplyExact(newHeight, newWidth)];
        for (int y = 0; y < newHeight; y++) {
            rows.row(y, resized, y * newWidth);
        }
        return new HeatMap(newHeight, newWidth, resized);
    }

    /** {@code (value - min) / (max - min)}, 0..1; a map that is the same everywhere, such as zero, becomes zero. */
    public HeatMap normalize() {
        Range range = range();
        return map(value -> range.position((float) value));
    }

    /** {@code value / max|value|}, -1..1; zero stays zero. */
    public HeatMap normalizeSigned() {
        float magnitude = range().symmetric().high();
        return map(value -> value / magnitude);
    }

    /** The value below which that percent (0..100) of the values lie, linear between neighbors as NumPy's default. */
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

    /** The sum of all values. */
    public double sum() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /** The sum of the values where the mask, row-major and of this map's size, is set. */
    public double sum(boolean[] mask) {
        if (mask.length != values.length) {
            throw new IllegalArgumentException(
                    "A mask of " + mask.length + " values does not fit a map of " + height + " x " + width);
        }
        double sum = 0;
        for (int i = 0; i < mask.length; i++) {
            sum += mask[i] ? values[i] : 0;
        }
        return sum;
    }

    /** The map's own cells as a picture, colored over its own range. */
    public Image draw(Colormap colors) {
        return draw(colors, colors.range(range()));
    }

    /** The map's own cells as a picture, colored over a given range. */
    public Image draw(Colormap colors, Range range) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            colors.put(range.position(values[i]), rgb, 3 * i);
        }
        return new Image(width, height, rgb);
    }

    /** This map over the whole of a picture; see {@link Overlay}. */
    public Image overlay(Image picture, Colormap colors, double alpha) {
        return overlay(picture, CropRegion.whole(picture), colors, alpha);
    }

    /** This map over the part of a picture that the model saw; see {@link Overlay}. */
    public Image overlay(Image picture, CropRegion view, Colormap colors, double alpha) {
        return new Overlay(colors, alpha).draw(this, picture, view);
    }

    /** The map resized, one row at a time. */
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
}
