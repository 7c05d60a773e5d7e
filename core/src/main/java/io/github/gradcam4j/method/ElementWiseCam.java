package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Element-wise Grad-CAM (package pytorch-grad-cam): {@code sum_k relu(g_k A_k)}, HiResCAM without negative terms.
 * Differs from LayerCAM where activations are negative.
 *
 * <p>Range: 0 and above, [h, w] of the layer. Cost: one pass of the head.
 */
public final class ElementWiseCam implements AttributionMethod {

    @Override
    public String id() {
        return "elementwise";
    }

    @Override
    public String title() {
        return "Element-wise Grad-CAM";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        return WeightedSum.sum(activations, (k, p) -> Math.max((double) gradient.at(k, p) * activations.at(k, p), 0));
    }
}
