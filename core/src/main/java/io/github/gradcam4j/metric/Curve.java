package io.github.gradcam4j.metric;

/**
 * A probability as a picture changes.
 *
 * @param probabilities at equal steps, from the first picture to the last
 */
public record Curve(double[] probabilities) {

    /** The area below it by the trapezium rule, 0..1: the mean probability along the way. */
    public double area() {
        double sum = 0;
        for (int i = 1; i < probabilities.length; i++) {
            sum += (probabilities[i - 1] + probabilities[i]) / 2;
        }
        return sum / (probabilities.length - 1);
    }
}
