package io.github.gradcam4j.gradient;

import java.util.Locale;

/** The gradient rule of an operator: a vector-Jacobian product, written in ONNX operators. */
@FunctionalInterface
interface BackwardRule {

    /**
     * Writes the gradient with respect to one input, in the shape of that input.
     *
     * @param ctx the node, its tensors and the gradients of its outputs
     * @param i the index of the input
     * @throws NoGradientException if the operator has no gradient for that input
     */
    Expr gradient(NodeContext ctx, int i);

    /** Returns this rule followed by a sum over the axes along which the input was broadcast. */
    default BackwardRule unbroadcast() {
        return (ctx, i) -> {
            var gradient = gradient(ctx, i);
            return ctx.broadcastVaries(i)
                    ? gradient.sumLike(ctx.x(i), ctx.addedAxes(i))
                    : gradient.sumTo(ctx.shapeOfY(), ctx.shape(i));
        };
    }

    /** Returns this rule for the first {@code n} inputs; the others have no gradient. */
    default BackwardRule onlyFirst(int n) {
        return (ctx, i) -> {
            if (i >= n) {
                throw ctx.noGradient(String.format(
                        Locale.ROOT,
                        "has no gradient for its input %d, %s, on which the result depends",
                        i,
                        ctx.node().input(i)));
            }
            return gradient(ctx, i);
        };
    }
}
