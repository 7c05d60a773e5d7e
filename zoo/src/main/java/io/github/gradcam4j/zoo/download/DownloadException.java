package io.github.gradcam4j.zoo.download;

import java.io.IOException;

/** Thrown when a file cannot be downloaded or written; the message gives the reason and what to do. */
public class DownloadException extends IOException {
    public DownloadException(String message) {
        super(message);
    }

    public DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
