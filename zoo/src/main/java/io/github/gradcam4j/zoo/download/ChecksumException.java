package io.github.gradcam4j.zoo.download;

/** Thrown when the content of a file is not the expected one. */
public final class ChecksumException extends DownloadException {
    public ChecksumException(String message) {
        super(message);
    }

    ChecksumException(String message, ChecksumException cause) {
        super(message, cause);
    }
}
