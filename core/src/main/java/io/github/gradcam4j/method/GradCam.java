package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Grad-CAM (Selvaraju et al., ICCV 2017): {@code sum_k w_k A_k} with {@code w_k = mean_hw(dS/dA_k)}. The weight of a
 * channel is its importance for the score; it does not depend on the position.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: one pass of the head; with a linear head, one matrix product for all
 * classes.
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

    /** Returns the channel weights w, [K]. */
    public static double[] weights(AttributionContext context) {
        var gradient = context.gradient();
        var weights = new double[gradient.channels()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = gradient.mean(k);
        }
        return weights;
    }

    /** Complete with a linear head: the gradient is then the same at all positions. */
    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        return WeightedSum.of(context.activations(), weights(context));
    }
}
