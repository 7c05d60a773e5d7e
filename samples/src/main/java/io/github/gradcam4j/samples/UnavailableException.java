package io.github.gradcam4j.samples;

import java.io.IOException;

/** One photograph cannot be had; others may. */
final class UnavailableException extends IOException {
    UnavailableException(String message) {
        super(message);
    }

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
