package io.github.gradcam4j.gradient;

/** No gradient can be formed: the message names the operator, the node and the reason. */
public final class NoGradientException extends RuntimeException {

    public NoGradientException(String message) {
        super(message);
    }
}
