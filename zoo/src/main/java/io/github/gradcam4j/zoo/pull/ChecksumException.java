package io.github.gradcam4j.zoo.pull;

/** A file is not what it was said to be. */
public final class ChecksumException extends PullException {
    public ChecksumException(String message) {
        super(message);
    }
}
