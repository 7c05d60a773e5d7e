package io.github.gradcam4j.zoo.pull;

import java.io.IOException;

/** A file is not what it was said to be. */
public final class ChecksumException extends IOException {
    public ChecksumException(String message) {
        super(message);
    }
}
