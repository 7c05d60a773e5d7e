package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.method.Resolution;
import java.util.OptionalDouble;

/** How far a map is from adding up to the score. */
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
        return "|1 - sum(map) / (S - S0)|, S the explained score and S0 that with the layer's activations, or for a map of the input "
                + "the input, all 0. 0 to infinity; 0 where nothing of the score is left over. After Sundararajan et al., ICML 2017. "
                + "Only methods that mean to add up can be held to it.";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public OptionalDouble measure(EvaluationInput explained) {
        var share = explained(explained.explanation());
        return share.isPresent() ? OptionalDouble.of(Math.abs(1 - share.getAsDouble())) : share;
    }

    /**
     * The share of the score's rise from that of nothing that the raw map adds up to: 1 where the method is complete, as HiResCAM is
     * behind the last layer. Empty where the score does not differ from that of nothing. Costs a run of the head, or of the model.
     */
    public static OptionalDouble explained(Explanation explanation) {
        var context = explanation.context();
        var model = context.model();
        double none = explanation.method().resolution() == Resolution.LAYER
                ? model.headScores(1, i -> context.activations().apply((k, p) -> 0))[0]
                : model.scores(1, i -> model.input().apply((c, p) -> 0))[0];
        double rise = context.score() - none;
        return Math.abs(rise) < SMALLEST
                ? OptionalDouble.empty()
                : OptionalDouble.of(explanation.map().sum() / rise);
    }
}
