package io.github.gradcam4j.formats.keras;

/** Thrown when a Keras model is damaged or has unsupported parts; the message names the layers or the weight. */
public final class LayersModelException extends RuntimeException {
    public LayersModelException(String message) {
        super(message);
    }

    LayersModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
