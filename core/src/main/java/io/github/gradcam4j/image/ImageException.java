package io.github.gradcam4j.image;

import java.io.IOException;

/** A picture that cannot be read; the message says why and, where known, which file. */
public final class ImageException extends IOException {
    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
