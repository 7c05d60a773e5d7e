package io.github.gradcam4j.runtime;

import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.Objects;

/**
 * Thrown when ONNX Runtime rejects or cannot run a graph, or when the requested execution provider is unavailable. The
 * message gives the reason, on one line.
 */
public final class EngineException extends RuntimeException {

    EngineException(String message) {
        super(MessageText.of(message));
    }

    EngineException(String message, Throwable cause) {
        super(MessageText.of(message), cause);
    }

    /**
     * Returns an exception with the model's file before the message. Returns this one if the message begins with it, or
     * if the model has no file.
     */
    public EngineException in(ModelSource model) {
        Objects.requireNonNull(model, "model");
        return MessageText.in(model.path(), getMessage())
                .map(message -> new EngineException(message, this))
                .orElse(this);
    }
}
