package io.github.gradcam4j.samples;

import java.io.IOException;

/** A folder of samples that cannot be read; the message names the file, the entry and what is wrong with it. */
public final class SampleException extends IOException {
    SampleException(String message) {
        super(message);
    }

    SampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
