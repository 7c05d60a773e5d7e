package io.github.gradcam4j.formats.weights;

import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown when a weight file is damaged, has another format, or contains something that is refused in untrusted input.
 */
public final class WeightFormatException extends IOException {
    private static final int LONGEST = 1000;

    WeightFormatException(String message) {
        super(message);
    }

    WeightFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns this exception with the name of the file; names of the file's content are cut. */
    WeightFormatException in(Path file) {
        return new WeightFormatException(file + ": " + MessageText.excerpt(getMessage(), LONGEST), this);
    }
}
