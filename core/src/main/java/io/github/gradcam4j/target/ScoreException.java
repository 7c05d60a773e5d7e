package io.github.gradcam4j.target;

import java.util.Objects;

/** Thrown when a score of a model is not a finite number, as after an overflow. */
public final class ScoreException extends ArithmeticException {

    public ScoreException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
