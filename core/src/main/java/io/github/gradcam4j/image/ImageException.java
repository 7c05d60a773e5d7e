package io.github.gradcam4j.image;

import java.io.IOException;

/** Thrown when an image cannot be read; the message gives the reason and, if known, the file. */
public final class ImageException extends IOException {
    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
