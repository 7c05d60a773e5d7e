package io.github.gradcam4j.graph;

/**
 * Thrown when a model cannot be read, is not valid ONNX, or uses an unsupported feature; the message gives the reason.
 */
public final class InvalidModelException extends RuntimeException {

    /** Creates an exception. */
    public InvalidModelException(String message) {
        super(message);
    }

    /** Creates an exception with a cause. */
    public InvalidModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
