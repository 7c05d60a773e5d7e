package io.github.gradcam4j.formats.keras;

/** A TF.js layers model that is damaged, or that holds something not understood; the message names the layer or weight. */
public final class LayersModelException extends RuntimeException {
    public LayersModelException(String message) {
        super(message);
    }
}
