package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Grad-CAM (Selvaraju et al., ICCV 2017): {@code sum_k w_k A_k}, each channel weighted by the mean of its gradient over
 * space, {@code w_k = mean_hw(dS / dA_k)}. The weights say how much a channel matters, not where.
 */
public final class GradCam implements AttributionMethod {

    @Override
    public String id() {
        return "gradcam";
    }

    @Override
    public String title() {
        return "Grad-CAM";
    }

    @Override
    public boolean supportsAllClassesInOnePass() {
        return true;
    }

    /** The channel weights, [K]. */
    public static double[] weights(AttributionContext context) {
        var gradient = context.gradient();
        var weights = new double[gradient.channels()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = gradient.mean(k);
        }
        return weights;
    }

    /** Behind a mean and a linear layer the gradient is the same everywhere. */
    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        return WeightedSum.of(context.activations(), weights(context));
    }
}
