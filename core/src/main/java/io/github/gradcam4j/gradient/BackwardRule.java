package io.github.gradcam4j.gradient;

import java.util.Locale;

/** How an operator passes gradients back: a vector-Jacobian product, written in ONNX's own operators. */
@FunctionalInterface
interface BackwardRule {

    /**
     * The gradient with respect to one input, in that input's shape.
     *
     * @param ctx the node, its tensors and the gradients of its outputs
     * @param i the input's position
     * @throws NoGradientException where the operator passes none to that input
     */
    Expr gradient(NodeContext ctx, int i);

    /** The same rule, for a gradient that has the output's shape: it is summed where the input was broadcast. */
    default BackwardRule unbroadcast() {
        return (ctx, i) -> gradient(ctx, i).sumTo(ctx.shapeOfY(), ctx.shape(i));
    }

    /** The same rule, for an operator that passes a gradient only to its first {@code n} inputs. */
    default BackwardRule onlyFirst(int n) {
        return (ctx, i) -> {
            if (i >= n) {
                throw ctx.noGradient(String.format(Locale.ROOT, "passes no gradient to its input %d", i));
            }
            return gradient(ctx, i);
        };
    }
}
