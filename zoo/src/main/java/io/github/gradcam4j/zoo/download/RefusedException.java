package io.github.gradcam4j.zoo.download;

import java.io.IOException;

/** Thrown when an answer cannot be used and another attempt would not change it, such as one that is too large. */
public final class RefusedException extends IOException {
    RefusedException(String message) {
        super(message);
    }
}
