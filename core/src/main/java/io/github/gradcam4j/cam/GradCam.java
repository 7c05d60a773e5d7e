package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.HeatMap;

/**
 * Grad-CAM (Selvaraju et al., ICCV 2017): {@code sum_k w_k A_k}, each channel weighted by the mean of its gradient over
 * space, {@code w_k = mean_hw(dS / dA_k)}. The weights say how much a channel matters, not where.
 */
public final class GradCam implements Cam {

    @Override
    public String id() {
        return "gradcam";
    }

    @Override
    public String title() {
        return "Grad-CAM";
    }

    @Override
    public boolean weighsByMeanGradient() {
        return true;
    }

    /** The channel weights, [K]. */
    public static double[] weights(Evidence evidence) {
        var gradient = evidence.gradient();
        var weights = new double[gradient.channels()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = gradient.mean(k);
        }
        return weights;
    }

    /** Behind a mean and a linear layer the gradient is the same everywhere. */
    @Override
    public boolean addsUp(Evidence evidence) {
        return evidence.model().hasLinearHead();
    }

    @Override
    public HeatMap map(Evidence evidence) {
        return WeightedSum.of(evidence.activations(), weights(evidence));
    }
}
