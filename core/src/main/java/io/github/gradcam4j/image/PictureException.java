package io.github.gradcam4j.image;

import java.io.IOException;

/** A picture that cannot be read; the message says why and, where known, which file. */
public final class PictureException extends IOException {
    public PictureException(String message) {
        super(message);
    }

    public PictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
