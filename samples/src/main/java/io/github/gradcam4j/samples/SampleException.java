package io.github.gradcam4j.samples;

import java.io.IOException;

/** Thrown when a folder of samples is not valid; the message names the file, the entry and the error. */
public final class SampleException extends IOException {
    SampleException(String message) {
        super(message);
    }

    SampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
