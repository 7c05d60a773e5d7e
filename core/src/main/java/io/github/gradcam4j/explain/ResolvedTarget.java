package io.github.gradcam4j.explain;

import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A target whose names and ranks are resolved to classes, and the score that is explained.
 *
 * @param asTarget the target by index, so that it stays the same for inputs with another order of scores
 * @param target the explained class
 * @param versus the classes that the target is compared with
 * @param probabilities computes the probabilities of all classes from their logits
 */
record ResolvedTarget(
        Target asTarget,
        Prediction target,
        List<Explanation.Contrast> versus,
        ScoreType scoreType,
        UnaryOperator<float[]> probabilities) {

    /** @throws IllegalArgumentException if two of the target's classes are the same */
    static ResolvedTarget of(
            Target target, Predictions predictions, ScoreType scoreType, UnaryOperator<float[]> probabilities) {
        var byIndex = target.resolve(predictions);
        return new ResolvedTarget(
                byIndex,
                prediction(byIndex.choice(), predictions),
                byIndex.versus().stream()
                        .map(c -> new Explanation.Contrast(prediction(c.choice(), predictions), c.weight()))
                        .toList(),
                scoreType,
                probabilities);
    }

    private static Prediction prediction(Target.Choice choice, Predictions predictions) {
        return predictions.of(((Target.Choice.Index) choice).index());
    }

    /** Returns the explained score: the target's logit or probability, less the weighted mean of {@link #versus}. */
    double score(float[] logits) {
        var values = scoreType == ScoreType.PROBABILITY ? probabilities.apply(logits) : logits;
        double others = 0;
        for (var other : versus) {
            others += other.weight() * values[other.prediction().index()];
        }
        return values[target.index()] - others;
    }

    /** Returns the target's probability. */
    double probability(float[] logits) {
        return probabilities.apply(logits)[target.index()];
    }
}
