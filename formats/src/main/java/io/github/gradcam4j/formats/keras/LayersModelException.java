package io.github.gradcam4j.formats.keras;

import java.nio.file.Path;

/** Thrown when a Keras model is damaged or has unsupported parts; the message names the layers or the weight. */
public final class LayersModelException extends RuntimeException {
    public LayersModelException(String message) {
        super(message);
    }

    /** Returns this exception with the name of the model's file in its message. */
    LayersModelException in(Path file) {
        String message = getMessage();
        return message.startsWith(file.toString()) ? this : new LayersModelException(file + ": " + message, this);
    }

    LayersModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
