package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.text.MessageText;
import java.util.Objects;

/**
 * Thrown when a model cannot be read, is not valid ONNX, or uses an unsupported feature. The message gives the reason,
 * on one line: control characters in names are escaped, and an overlong message is cut in the middle.
 */
public final class InvalidModelException extends RuntimeException {

    /** Creates an exception. */
    public InvalidModelException(String message) {
        super(MessageText.of(message));
    }

    /** Creates an exception with a cause. */
    public InvalidModelException(String message, Throwable cause) {
        super(MessageText.of(message), cause);
    }

    /**
     * Returns an exception with the model's file before the message. Returns this one if the message begins with it, or
     * if the model has no file.
     */
    public InvalidModelException in(ModelSource model) {
        Objects.requireNonNull(model, "model");
        return MessageText.in(model.path(), getMessage())
                .map(message -> new InvalidModelException(message, this))
                .orElse(this);
    }
}
