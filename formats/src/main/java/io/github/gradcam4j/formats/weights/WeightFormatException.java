package io.github.gradcam4j.formats.weights;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown when a weight file is damaged, has another format, or contains something that is refused in untrusted input.
 */
public final class WeightFormatException extends IOException {
    WeightFormatException(String message) {
        super(message);
    }

    WeightFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    WeightFormatException in(Path file) {
        return new WeightFormatException(file + ": " + getMessage(), this);
    }
}
