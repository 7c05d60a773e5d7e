package io.github.gradcam4j.studio;

/** The studio cannot start; the message says why and what to do. */
public final class StudioException extends RuntimeException {
    StudioException(String message, Throwable cause) {
        super(message, cause);
    }
}
