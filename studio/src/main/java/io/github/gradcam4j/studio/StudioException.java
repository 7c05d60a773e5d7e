package io.github.gradcam4j.studio;

/** Signals that the studio cannot start. The message contains the cause and a remedy. */
public final class StudioException extends RuntimeException {
    StudioException(String message, Throwable cause) {
        super(message, cause);
    }
}
