package io.github.gradcam4j.internal.spatial;

/** Counts through the indices of some dimensions of a tensor in row-major order; the others stay 0. Not thread safe. */
final class Index {

    private final int[] shape;
    private final boolean[] counted;
    private final int[] values;
    private boolean valid = true;

    Index(int[] shape, boolean[] counted) {
        this.shape = shape;
        this.counted = counted;
        this.values = new int[shape.length];
    }

    /** Returns whether the end has not been passed. */
    boolean valid() {
        return valid;
    }

    /** Returns the current index; shared, changed by {@link #next}. */
    int[] values() {
        return values;
    }

    void next() {
        for (int d = shape.length - 1; d >= 0; d--) {
            if (counted[d]) {
                if (++values[d] < shape[d]) {
                    return;
                }
                values[d] = 0;
            }
        }
        valid = false;
    }
}
