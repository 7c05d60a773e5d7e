package io.github.gradcam4j.gradient;

import io.github.gradcam4j.internal.text.MessageText;

/** Thrown when a gradient cannot be computed; the message contains the operator, the node and the reason. */
public final class NoGradientException extends RuntimeException {

    /** Creates an exception. */
    public NoGradientException(String message) {
        super(MessageText.of(message));
    }
}
