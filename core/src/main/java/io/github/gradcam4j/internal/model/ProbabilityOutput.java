package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.GraphBuilder;
import java.util.List;

/**
 * An output that holds the probabilities of the classes.
 *
 * @param tensor the name of the output
 * @param isPercentage whether its values are multiplied by 100
 * @param isLogarithm whether its values are logarithms
 */
public record ProbabilityOutput(String tensor, boolean isPercentage, boolean isLogarithm) {

    ProbabilityOutput asLogarithm() {
        return new ProbabilityOutput(tensor, isPercentage, true);
    }

    /** Writes the probabilities, 0..1, and returns their name. */
    public String write(GraphBuilder g) {
        String values = isPercentage ? g.node("probabilities/part", "Div", List.of(tensor, g.scalar(100))) : tensor;
        return isLogarithm ? g.node("probabilities/exp", "Exp", List.of(values)) : values;
    }
}
