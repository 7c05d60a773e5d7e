package io.github.gradcam4j.zoo.download;

import java.io.IOException;

/** A file could not be fetched; the message says why and what to do instead. */
public class DownloadException extends IOException {
    public DownloadException(String message) {
        super(message);
    }

    public DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
