package io.github.gradcam4j.gradient;

import java.util.Set;

/** By which rules a gradient is formed. */
public enum BackwardMode {
    /** The derivative. */
    EXACT,
    /**
     * Guided backpropagation (Springenberg et al., 2015): a ReLU passes back only what is positive, and only where its output is.
     * No derivative, but a picture of what excites the score.
     */
    GUIDED;

    /** @throws NoGradientException if the rules do not apply to a graph of these operators */
    RuleTable rules(Set<String> operators) {
        var exact = RuleTable.standard();
        if (this == EXACT) {
            return exact;
        }
        if (!operators.contains("Relu")) {
            throw new NoGradientException(
                    "guided backpropagation does not apply: it changes the gradient of ReLU, and the model has none");
        }
        return exact.with("Relu", guidedRelu());
    }

    private static BackwardRule guidedRelu() {
        return (ctx, i) -> ctx.y().greater(0).where(ctx.dy().op("Relu"), 0);
    }
}
