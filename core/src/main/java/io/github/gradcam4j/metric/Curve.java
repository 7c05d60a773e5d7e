package io.github.gradcam4j.metric;

import java.util.Arrays;

/** A class probability while an image changes in equal steps. Immutable and thread safe. */
public final class Curve {

    private final double[] probabilities;

    private Curve(double[] probabilities) {
        this.probabilities = probabilities.clone();
        if (probabilities.length < 2) {
            throw new IllegalArgumentException("a curve has at least two points, not " + probabilities.length);
        }
    }

    /**
     * Returns a curve of a copy of the probabilities.
     *
     * @param probabilities at least two, from the first image to the last
     */
    public static Curve of(double... probabilities) {
        return new Curve(probabilities);
    }

    /** Returns a copy of the probabilities, from the first image to the last. */
    public double[] probabilities() {
        return probabilities.clone();
    }

    /** Returns the area under the curve by the trapezoidal rule, 0..1: the mean probability. */
    public double area() {
        double sum = 0;
        for (int i = 1; i < probabilities.length; i++) {
            sum += (probabilities[i - 1] + probabilities[i]) / 2;
        }
        return sum / (probabilities.length - 1);
    }

    /** Returns whether the other object is a curve of the same probabilities. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Curve that && Arrays.equals(probabilities, that.probabilities);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(probabilities);
    }

    @Override
    public String toString() {
        return "Curve" + Arrays.toString(probabilities);
    }
}
