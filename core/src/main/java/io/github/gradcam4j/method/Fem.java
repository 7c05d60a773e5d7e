package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Feature Explanation Method (Fuad et al., 2020): {@code sum_k m_k [A_k > m_k + 2 s_k]}, with m and s a channel's mean and standard
 * deviation over its places: what is rare in a channel, weighted by how active the channel is. Knows no class. Costs
 * nothing beyond the activations.
 */
public final class Fem implements AttributionMethod {

    private static final double DEVIATIONS = 2;

    @Override
    public String id() {
        return "fem";
    }

    @Override
    public String title() {
        return "FEM";
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var activations = context.activations();
        var means = new double[activations.channels()];
        var thresholds = new double[activations.channels()];
        for (int k = 0; k < means.length; k++) {
            means[k] = activations.mean(k);
            thresholds[k] = means[k] + DEVIATIONS * activations.deviation(k);
        }
        return WeightedSum.sum(activations, (k, p) -> activations.at(k, p) > thresholds[k] ? means[k] : 0);
    }
}
