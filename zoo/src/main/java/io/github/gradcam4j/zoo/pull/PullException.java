package io.github.gradcam4j.zoo.pull;

import java.io.IOException;

/** A file could not be fetched; the message says why and what to do instead. */
public class PullException extends IOException {
    public PullException(String message) {
        super(message);
    }

    public PullException(String message, Throwable cause) {
        super(message, cause);
    }
}
