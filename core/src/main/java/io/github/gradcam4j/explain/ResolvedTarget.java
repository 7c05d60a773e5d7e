package io.github.gradcam4j.explain;

import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.target.Target;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * An objective whose names and ranks are resolved to classes.
 *
 * @param objective stays the same for inputs with another order of scores
 * @param target the explained class; for an objective that is not the score of a class, its title and value
 * @param versus the classes that the target is compared with
 */
record ResolvedTarget(Objective objective, Prediction target, List<Explanation.Contrast> versus) {

    /** The index of an objective that is not the score of a class. */
    private static final int NO_CLASS = -1;

    /**
     * Returns the target of an explanation.
     *
     * @param objective without names
     * @param score the value of the objective
     * @throws IllegalArgumentException if two of the target's classes are the same
     */
    static ResolvedTarget of(Objective objective, Predictions predictions, double score) {
        var resolved = objective.resolve(predictions);
        if (resolved instanceof ClassScore ofClass) {
            var target = ofClass.target();
            return new ResolvedTarget(
                    resolved,
                    prediction(target.choice(), predictions),
                    target.versus().stream()
                            .map(c -> new Explanation.Contrast(prediction(c.choice(), predictions), c.weight()))
                            .toList());
        }
        var value = new Prediction(NO_CLASS, resolved.title(), (float) score, (float) score);
        return new ResolvedTarget(resolved, value, List.of());
    }

    private static Prediction prediction(Target.Choice choice, Predictions predictions) {
        return predictions.of(((Target.Choice.Index) choice).index());
    }

    Target asTarget() {
        if (objective instanceof ClassScore score) {
            return score.target();
        }
        throw new IllegalStateException(
                String.format(Locale.ROOT, "the objective '%s' is not the score of a class", objective.title()));
    }

    /** Returns the score of another target, of the same score type if the objective has one. */
    ClassScore withTarget(Target other) {
        return objective instanceof ClassScore score ? score.withTarget(other) : ClassScore.of(other);
    }

    /**
     * Returns the target's probability; the score if the objective is not the score of a class.
     *
     * @param probabilities computes the probabilities of all classes from their logits
     */
    double probability(float[] logits, double score, UnaryOperator<float[]> probabilities) {
        return target.index() == NO_CLASS ? score : probabilities.apply(logits)[target.index()];
    }
}
