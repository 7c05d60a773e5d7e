package io.github.gradcam4j.method;

/**
 * Grad-CAM++ (Chattopadhyay et al., WACV 2018): {@code sum_k w_k A_k} with {@code w_k = sum_hw relu(g) a}, {@code g =
 * dS/dA_k} and {@code a = g^2 / (2 g^2 + (sum_hw A_k) g^3 + 1e-6)}, 0 where g is 0. Higher derivatives are powers of
 * the first, which holds for the exponential of a score. Shows several objects of a class where Grad-CAM prefers one;
 * ignores evidence against the class.
 *
 * <p>Range: 0 and above after a ReLU, [h, w] of the layer. Cost: one pass of the head.
 */
public final class GradCamPlusPlus implements ChannelSum {

    /** Squares of gradients below this count as this, so that nothing is divided by 0; they have no weight. */
    static final double SMALLEST_SQUARE = 1e-30;

    private static final double EPSILON = 1e-6;

    @Override
    public String id() {
        return "gradcam++";
    }

    @Override
    public String title() {
        return "Grad-CAM++";
    }

    @Override
    public <C extends Channel<C>> C term(C activations, C gradient) {
        var positive = gradient.relu();
        return weight(activations, positive, positive.times(positive), positive).times(activations);
    }

    /**
     * Returns the channel's weight. Numerator and denominator of a are divided by g^2, so that powers of large
     * gradients do not overflow.
     *
     * @param first {@code relu(g)}
     * @param second {@code g^2}
     * @param ratio {@code g^3 / g^2}
     */
    static <C extends Channel<C>> C weight(C activations, C first, C second, C ratio) {
        var smoothing = second.max(SMALLEST_SQUARE).reciprocal().times(EPSILON);
        return first.div(activations.sum().times(ratio).plus(2).plus(smoothing)).sum();
    }
}
