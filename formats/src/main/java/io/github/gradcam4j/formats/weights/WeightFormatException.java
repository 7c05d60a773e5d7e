package io.github.gradcam4j.formats.weights;

import java.io.IOException;
import java.nio.file.Path;

/** A weight file that is damaged, is of another kind, or holds what is not read from strangers. */
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
