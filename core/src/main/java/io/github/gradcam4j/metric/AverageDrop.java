package io.github.gradcam4j.metric;

import java.util.OptionalDouble;

/**
 * The relative loss of confidence when the model sees only the pixels that the heat map shows (Chattopadhyay et al.,
 * WACV 2018).
 */
public final class AverageDrop implements Metric {

    @Override
    public String id() {
        return "average-drop";
    }

    @Override
    public String title() {
        return "Average drop";
    }

    @Override
    public String definition() {
        return "max(0, p - q) / p, p the class's probability and q that of the model's input times the heat map "
                + "(0..1). 0 to 1. Chattopadhyay et al., WACV 2018. A map of ones has 0.";
    }

    @Override
    public Direction direction() {
        return Direction.LOWER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        double before = input.probability();
        return OptionalDouble.of(Math.max(0, before - Masking.probability(input)) / before);
    }
}
