package io.github.gradcam4j.gradient;

import java.util.Set;

/** The rules of differentiation. */
public enum BackwardMode {
    /** The derivatives of all operators. */
    EXACT,
    /**
     * Guided backpropagation (Springenberg et al., 2015): each ReLU propagates {@code relu(dy) [y > 0]}. The result is
     * not a derivative; it shows the parts of an image that increase the score.
     */
    GUIDED;

    /**
     * Returns the rules for a graph with these operators.
     *
     * @throws NoGradientException if the mode does not apply to the graph
     */
    RuleTable rules(Set<String> operators) {
        var exact = RuleTable.standard();
        if (this == EXACT) {
            return exact;
        }
        if (!operators.contains("Relu")) {
            throw new NoGradientException(
                    "guided backpropagation changes the gradient of ReLU, but the model has no ReLU");
        }
        return exact.with("Relu", guidedRelu());
    }

    private static BackwardRule guidedRelu() {
        return (ctx, i) -> ctx.y().greater(0).where(ctx.dy().op("Relu"), 0);
    }
}
