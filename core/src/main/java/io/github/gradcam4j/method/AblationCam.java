package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Ablation-CAM (Desai and Ramaswamy, WACV 2020): {@code sum_k w_k A_k} with {@code w_k = (S - S_k) / |S|}, where S is
 * the score and S_k the score with channel k set to 0. It needs no gradient, which can vanish where the model is
 * confident. The paper divides by S; dividing by |S| keeps the sign of the map for negative scores.
 *
 * <p>Range: signed, [h, w] of the layer. Cost: K runs of the head in batches; none for a linear head, where {@code S -
 * S_k = sum_hw g_k A_k}.
 */
public final class AblationCam implements AttributionMethod {

    @Override
    public String id() {
        return "ablationcam";
    }

    @Override
    public String title() {
        return "Ablation-CAM";
    }

    @Override
    public double passes(int channels, double head) {
        return channels * head;
    }

    @Override
    public boolean comparesChannels() {
        return true;
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var drops = context.model().hasLinearHead() ? dropsByGradient(context) : dropsByPasses(context);
        double score = Math.abs(context.score());
        for (int k = 0; k < drops.length; k++) {
            drops[k] /= score > 0 ? score : 1;
        }
        return WeightedSum.of(context.activations(), drops);
    }

    /** Returns {@code S - S_k} for each channel by running the head without it. */
    static double[] dropsByPasses(AttributionContext context) {
        var activations = context.activations();
        var drops = context.model().headScores(activations.channels(), activations::without);
        for (int k = 0; k < drops.length; k++) {
            drops[k] = context.score() - drops[k];
        }
        return drops;
    }

    /** Returns {@code S - S_k} for each channel of a linear head. */
    static double[] dropsByGradient(AttributionContext context) {
        var activations = context.activations();
        var gradient = context.gradient();
        var drops = new double[activations.channels()];
        for (int k = 0; k < drops.length; k++) {
            for (int p = 0; p < activations.area(); p++) {
                drops[k] += (double) gradient.at(k, p) * activations.at(k, p);
            }
        }
        return drops;
    }
}
