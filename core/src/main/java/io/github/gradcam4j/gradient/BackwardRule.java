package io.github.gradcam4j.gradient;

/** The gradient rule of an operator: vector-Jacobian products, written in ONNX operators. */
@FunctionalInterface
interface BackwardRule {

    /**
     * Returns the gradients of all inputs.
     *
     * @param ctx the node, its tensors and the gradients of its outputs
     * @param dy the gradient of the first output
     * @throws NoGradientException if this use of the operator has no gradient
     */
    Grads gradients(NodeContext ctx, Expr dy);

    /** Returns this rule followed by sums over the axes along which the inputs were broadcast. */
    default BackwardRule unbroadcast() {
        return (ctx, dy) -> {
            var grads = gradients(ctx, dy);
            return i -> ctx.unbroadcast(i, grads.of(i));
        };
    }
}
