package io.github.gradcam4j.runtime;

/** ONNX Runtime refused a graph or failed to run it. */
public final class EngineException extends RuntimeException {

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
