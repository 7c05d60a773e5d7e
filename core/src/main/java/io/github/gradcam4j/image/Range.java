package io.github.gradcam4j.image;

/**
 * The values that a color map's ends stand for. One range drawn over several maps makes them comparable.
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

    /** Where a value lies between the ends, 0..1; 0 throughout if the range is empty. */
    public float position(float value) {
        double size = (double) high - low;
        return size > 0 ? (float) Math.max(0, Math.min(1, (value - (double) low) / size)) : 0;
    }

    /** In which of so many equal parts a value lies, 0 for the first; what lies outside is in the nearer end's. */
    int part(float value, int parts) {
        double size = (double) high - low;
        // The bounds are kept on integers: doubles' are slow for the sake of NaN and -0, and every pixel comes by here.
        return size > 0 ? Math.max(0, Math.min(parts - 1, (int) (parts * (float) ((value - (double) low) / size)))) : 0;
    }

    /** The smallest range that has 0 in its middle and this range within; -1 to 1 where this is 0 to 0, so that 0 stays the middle. */
    public Range symmetric() {
        float magnitude = Math.max(Math.abs(low), Math.abs(high));
        return magnitude == 0 ? new Range(-1, 1) : new Range(-magnitude, magnitude);
    }

    /** The smallest range that holds both. */
    public Range union(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }
}
