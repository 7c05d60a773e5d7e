package io.github.gradcam4j.gradient;

/** How an operator passes gradients back: a vector-Jacobian product, written in ONNX's own operators. */
@FunctionalInterface
interface Rule {

    /**
     * The gradient with respect to one input, in that input's shape.
     *
     * @param s the node, its tensors and the gradients of its outputs
     * @param i the input's position
     * @throws NoGradientException where the operator passes none to that input
     */
    Value gradient(Step s, int i);

    /** The same rule, for a gradient that has the output's shape: it is summed where the input was broadcast. */
    default Rule unbroadcast() {
        return (s, i) -> gradient(s, i).sumTo(s.shapeOfY(), s.shape(i));
    }

    /** The same rule, for an operator that passes a gradient only to its first {@code n} inputs. */
    default Rule onlyFirst(int n) {
        return (s, i) -> {
            if (i >= n) {
                throw s.noGradient("passes no gradient to its input %d".formatted(i));
            }
            return gradient(s, i);
        };
    }
}
