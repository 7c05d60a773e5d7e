package io.github.gradcam4j.zoo.download;

/** A file is not what it was said to be. */
public final class ChecksumException extends DownloadException {
    public ChecksumException(String message) {
        super(message);
    }
}
