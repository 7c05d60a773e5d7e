package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.method.Resolution;
import java.util.OptionalDouble;

/**
 * The error of the completeness axiom (Sundararajan et al., ICML 2017): the raw map should sum to the score minus the
 * baseline score.
 */
public final class CompletenessError implements Metric {

    private static final double SMALLEST = 1e-9;

    @Override
    public String id() {
        return "completeness-error";
    }

    @Override
    public String title() {
        return "Completeness error";
    }

    @Override
    public String definition() {
        return "|1 - sum(map) / (S - S0)|, S the explained score and S0 that with the layer's activations, or for a "
                + "map of the input the input, all 0. 0 to infinity; 0 if the map accounts for the whole score. "
                + "After Sundararajan et al., ICML 2017. Meaningful only for methods that satisfy completeness.";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        var fraction = completeness(input.explanation());
        return fraction.isPresent() ? OptionalDouble.of(Math.abs(1 - fraction.getAsDouble())) : fraction;
    }

    /**
     * Returns the fraction of (score - baseline score) accounted for by the raw map; 1 for a complete method, such as
     * HiResCAM with a linear head. Empty if both scores are equal. Costs one run of the head, or of the model for a map
     * of the input.
     */
    public static OptionalDouble completeness(Explanation explanation) {
        var context = explanation.context();
        var model = context.model();
        double baseline = explanation.method().resolution() == Resolution.LAYER
                ? model.headScores(1, i -> context.activations().apply((k, p) -> 0))[0]
                : model.scores(1, i -> model.input().apply((c, p) -> 0))[0];
        double rise = context.score() - baseline;
        return Math.abs(rise) < SMALLEST
                ? OptionalDouble.empty()
                : OptionalDouble.of(explanation.map().sum() / rise);
    }
}
