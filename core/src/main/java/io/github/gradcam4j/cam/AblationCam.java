package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.HeatMap;

/**
 * Ablation-CAM (Desai and Ramaswamy, WACV 2020): {@code sum_k w_k A_k} with {@code w_k = (S - S_k) / |S|}, S the score and S_k the score with
 * channel k set to 0. Asks the model instead of its gradient, which may be flat where the model is sure. The paper divides by
 * S, which would turn the evidence round where the score is negative; both agree where it is not. Costs K runs of the head,
 * in batches; none where the head is linear, for there {@code S - S_k = sum_hw g_k A_k}.
 */
public final class AblationCam implements Cam {

    @Override
    public String id() {
        return "ablationcam";
    }

    @Override
    public String title() {
        return "Ablation-CAM";
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public HeatMap map(Evidence evidence) {
        var drops = evidence.model().hasLinearHead() ? dropsByGradient(evidence) : dropsByRuns(evidence);
        double score = Math.abs(evidence.score());
        for (int k = 0; k < drops.length; k++) {
            drops[k] /= score > 0 ? score : 1;
        }
        return WeightedSum.of(evidence.activations(), drops);
    }

    /** {@code S - S_k} for each channel, by running the head without it. */
    static double[] dropsByRuns(Evidence evidence) {
        var activations = evidence.activations();
        var drops = evidence.model().headScores(activations.channels(), activations::without);
        for (int k = 0; k < drops.length; k++) {
            drops[k] = evidence.score() - drops[k];
        }
        return drops;
    }

    /** The same where the head is linear. */
    static double[] dropsByGradient(Evidence evidence) {
        var activations = evidence.activations();
        var gradient = evidence.gradient();
        var drops = new double[activations.channels()];
        for (int k = 0; k < drops.length; k++) {
            for (int p = 0; p < activations.area(); p++) {
                drops[k] += (double) gradient.at(k, p) * activations.at(k, p);
            }
        }
        return drops;
    }
}
