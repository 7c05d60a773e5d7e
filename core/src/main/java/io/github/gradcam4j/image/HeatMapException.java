package io.github.gradcam4j.image;

import java.util.Objects;

/** Thrown when the numbers of a model make no map: they overflowed, or an iteration over them does not converge. */
public final class HeatMapException extends ArithmeticException {

    public HeatMapException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
