package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * HiResCAM (Draelos and Carin, 2020): {@code sum_k (dS / dA_k) A_k}, element by element. Where the head is linear in the
 * activations the map sums to the score less its bias: nothing is shown that the model did not use, nothing left out.
 */
public final class HiResCam implements AttributionMethod {

    @Override
    public String id() {
        return "hirescam";
    }

    @Override
    public String title() {
        return "HiResCAM";
    }

    @Override
    public boolean isComplete(AttributionContext context) {
        return context.model().hasLinearHead();
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        return WeightedSum.sum(activations, (k, p) -> (double) gradient.at(k, p) * activations.at(k, p));
    }
}
