package io.github.gradcam4j.samples;

import java.io.IOException;

/** Thrown when one photograph is not available; others may be. */
final class UnavailableException extends IOException {
    UnavailableException(String message) {
        super(message);
    }

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
