package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * LayerCAM (Jiang et al., IEEE TIP 2021): {@code sum_k relu(g_k) A_k}: each position is weighted by its own positive
 * gradient. Stays sharp in early layers, where one weight per channel fails; ignores evidence against the class.
 *
 * <p>Range: 0 and above after a ReLU, [h, w] of the layer. Cost: one pass of the head.
 */
public final class LayerCam implements AttributionMethod {

    @Override
    public String id() {
        return "layercam";
    }

    @Override
    public String title() {
        return "LayerCAM";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        return WeightedSum.sum(activations, (k, p) -> Math.max(gradient.at(k, p), 0.0) * activations.at(k, p));
    }
}
