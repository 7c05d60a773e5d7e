package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;

/**
 * Ablation-CAM (Desai and Ramaswamy, WACV 2020): {@code sum_k w_k A_k} with {@code w_k = (S - S_k) / |S|}, S the score and S_k the score with
 * channel k set to 0. Asks the model instead of its gradient, which may be flat where the model is sure. The paper divides by
 * S, which would turn the evidence round where the score is negative; both agree where it is not. Costs K runs of the head,
 * in batches; none where the head is linear, for there {@code S - S_k = sum_hw g_k A_k}.
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
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        var drops = context.model().hasLinearHead() ? dropsByGradient(context) : dropsByRuns(context);
        double score = Math.abs(context.score());
        for (int k = 0; k < drops.length; k++) {
            drops[k] /= score > 0 ? score : 1;
        }
        return WeightedSum.of(context.activations(), drops);
    }

    /** {@code S - S_k} for each channel, by running the head without it. */
    static double[] dropsByRuns(AttributionContext context) {
        var activations = context.activations();
        var drops = context.model().headScores(activations.channels(), activations::without);
        for (int k = 0; k < drops.length; k++) {
            drops[k] = context.score() - drops[k];
        }
        return drops;
    }

    /** The same where the head is linear. */
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
