package io.github.gradcam4j.runtime;

/** ONNX Runtime refused a graph, failed to run it, or has not what it was asked to run on. */
public final class EngineException extends RuntimeException {

    EngineException(String message) {
        super(message);
    }

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
