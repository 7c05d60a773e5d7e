package io.github.gradcam4j.zoo.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A server that cannot answer now; asked again later, it may. */
final class BusyException extends IOException {
    private final Optional<Duration> pause;

    /** @param pause how long the server asks to be left alone, if it says */
    BusyException(String message, Optional<Duration> pause) {
        super(message);
        this.pause = pause;
    }

    Optional<Duration> pause() {
        return pause;
    }
}
