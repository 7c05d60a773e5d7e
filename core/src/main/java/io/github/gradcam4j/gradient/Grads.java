package io.github.gradcam4j.gradient;

/**
 * The gradients of a node's inputs. They may share expressions, and only those that the backward walk needs are written
 * to the graph.
 */
@FunctionalInterface
interface Grads {

    /** Returns the gradient of input {@code i}, in the shape of that input; {@link Expr#none} if it has none. */
    Expr of(int i);

    /** Returns the gradients of the first inputs; further ones have none. */
    static Grads grads(Expr... byInput) {
        return i -> i < byInput.length ? byInput[i] : Expr.none();
    }
}
