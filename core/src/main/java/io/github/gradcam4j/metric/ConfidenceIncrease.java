package io.github.gradcam4j.metric;

import java.util.OptionalDouble;

/** Whether the model is surer of what the map shows than of the whole picture. */
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
        return "1 where the class's probability for the model's input times the heat map exceeds that for the whole input, "
                + "else 0; over pictures, the share of them. 0 to 1. Chattopadhyay et al., WACV 2018.";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public OptionalDouble measure(EvaluationInput explained) {
        return OptionalDouble.of(Masking.probability(explained) > explained.probability() ? 1 : 0);
    }
}
