package io.github.gradcam4j.formats.internal.json;

/** Thrown when a text is not strict JSON; the message is a phrase that follows the name of the file. */
public final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidJsonException(String message) {
        super(message);
    }

    InvalidJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
