package io.github.gradcam4j.metric;

import java.util.OptionalDouble;

/**
 * The increase in confidence: whether the probability is higher for the pixels that the heat map shows than for the
 * whole image (Chattopadhyay et al., WACV 2018).
 */
public final class ConfidenceIncrease implements Metric {

    @Override
    public String id() {
        return "increase";
    }

    @Override
    public String title() {
        return "Increase in confidence";
    }

    @Override
    public String definition() {
        return "1 where the class's probability for the model's input times the heat map exceeds that for the whole "
                + "input, else 0; the mean over images is the fraction of increases. 0 to 1. "
                + "Chattopadhyay et al., WACV 2018.";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        return OptionalDouble.of(Masking.probability(input) > input.probability() ? 1 : 0);
    }
}
