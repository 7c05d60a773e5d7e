package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a few in at a time, in order; the others wait a moment and are then asked to come back. Thread safe. */
final class Gate {

    private final Semaphore places;
    private final Duration patience;

    Gate(int places, Duration patience) {
        this.places = new Semaphore(places, true);
        this.patience = patience;
    }

    <T> T pass(Callable<T> work) throws Exception {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new HttpProblem(
                    503, "Busy", "Too many questions at once; try again in a moment", Map.of("Retry-After", "2"));
        }
        try {
            return work.call();
        } finally {
            places.release();
        }
    }
}
