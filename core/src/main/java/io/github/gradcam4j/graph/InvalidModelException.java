package io.github.gradcam4j.graph;

/** A model that cannot be read, or that says something ONNX does not allow. */
public final class InvalidModelException extends RuntimeException {

    public InvalidModelException(String message) {
        super(message);
    }
}
