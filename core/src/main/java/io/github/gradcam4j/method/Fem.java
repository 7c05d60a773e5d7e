package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Feature Explanation Method (Fuad et al., 2020): {@code sum_k m_k [A_k > m_k + 2 s_k]}, where m and s are the mean and
 * standard deviation of a channel over its positions: the rare activations of each channel, weighted by its mean.
 * Class-agnostic.
 *
 * <p>Range: signed, 0 and above after a ReLU, [h, w] of the layer. Cost: the activations alone.
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
    public boolean comparesChannels() {
        return true;
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
