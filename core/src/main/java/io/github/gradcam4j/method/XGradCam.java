package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * XGrad-CAM (Fu et al., BMVC 2020): {@code sum_k w_k A_k} with {@code w_k = sum_hw(g_k A_k) / (sum_hw A_k + 1e-7)}, the
 * mean gradient weighted by the activations. For activations after a ReLU; the weight of a channel whose activations
 * nearly sum to zero is meaningless.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: one pass of the head.
 */
public final class XGradCam implements AttributionMethod {

    private static final double EPSILON = 1e-7;

    @Override
    public String id() {
        return "xgradcam";
    }

    @Override
    public String title() {
        return "XGrad-CAM";
    }

    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        var weights = new double[activations.channels()];
        for (int k = 0; k < weights.length; k++) {
            double product = 0;
            double sum = 0;
            for (int p = 0; p < activations.area(); p++) {
                product += (double) gradient.at(k, p) * activations.at(k, p);
                sum += activations.at(k, p);
            }
            weights[k] = product / (sum + EPSILON);
        }
        return WeightedSum.of(activations, weights);
    }
}
