package io.github.gradcam4j.image;

/**
 * The values of a color map's two ends. Maps drawn over one range are comparable.
 *
 * @param low value of the first color
 * @param high value of the last color
 */
public record Range(float low, float high) {
    public Range {
        if (!(low <= high)) {
            throw new IllegalArgumentException("A range must not end before it begins: " + low + " to " + high);
        }
    }

    /** Returns the position of a value between the ends, 0..1; 0 if the range is empty. */
    public float position(float value) {
        double size = (double) high - low;
        return size > 0 ? (float) Math.max(0, Math.min(1, (value - (double) low) / size)) : 0;
    }

    /**
     * Returns which of {@code parts} equal parts contains a value, 0 for the first; values outside belong to the nearer
     * end.
     */
    int part(float value, int parts) {
        double size = (double) high - low;
        // Bounds of integers: for doubles they are slower because of NaN and -0, and this runs for every pixel.
        return size > 0 ? Math.max(0, Math.min(parts - 1, (int) (parts * (float) ((value - (double) low) / size)))) : 0;
    }

    /** Returns the smallest range around 0 that contains this one; -1 to 1 if this is 0 to 0. */
    public Range symmetric() {
        float magnitude = Math.max(Math.abs(low), Math.abs(high));
        return magnitude == 0 ? new Range(-1, 1) : new Range(-magnitude, magnitude);
    }

    /** Returns the smallest range that contains both. */
    public Range union(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }
}
