package io.github.gradcam4j.explain;

import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.Optional;

/**
 * A target whose names and ranks are resolved to classes, and the score that is explained.
 *
 * @param versus the class that the target is compared with, if any
 */
record ResolvedTarget(Prediction target, Optional<Prediction> versus, ScoreType scoreType, Activation activation) {

    /** @param target without names */
    static ResolvedTarget of(Target target, Predictions predictions, ScoreType scoreType, Activation activation) {
        return new ResolvedTarget(
                resolve(target.choice(), predictions),
                target.versus().map(c -> resolve(c, predictions)),
                scoreType,
                activation);
    }

    private static Prediction resolve(Target.Choice choice, Predictions predictions) {
        return choice instanceof Target.Choice.Rank rank
                ? predictions.of(predictions.ranked(rank.rank()))
                : predictions.of(((Target.Choice.Index) choice).index());
    }

    /** Returns the target by index, so that it stays the same for inputs with another order of scores. */
    Target asTarget() {
        var byIndex = Target.of(target.index());
        return versus.map(other -> byIndex.versus(other.index())).orElse(byIndex);
    }

    /** Returns the explained score: the target's logit or probability, less that of {@link #versus}. */
    double score(float[] logits) {
        var values = scoreType == ScoreType.PROBABILITY ? activation.apply(logits) : logits;
        return values[target.index()]
                - versus.map(other -> (double) values[other.index()]).orElse(0.0);
    }

    /** Returns the target's probability. */
    double probability(float[] logits) {
        return activation.apply(logits)[target.index()];
    }
}
