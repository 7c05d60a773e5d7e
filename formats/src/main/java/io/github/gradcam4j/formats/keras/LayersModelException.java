package io.github.gradcam4j.formats.keras;

/** Thrown when a TF.js layers model is damaged or has an unsupported part; the message names the layer or weight. */
public final class LayersModelException extends RuntimeException {
    public LayersModelException(String message) {
        super(message);
    }
}
