package io.github.gradcam4j.runtime;

/**
 * Thrown when ONNX Runtime rejects or cannot run a graph, or when the requested execution provider is unavailable. The
 * message gives the reason.
 */
public final class EngineException extends RuntimeException {

    EngineException(String message) {
        super(message);
    }

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
