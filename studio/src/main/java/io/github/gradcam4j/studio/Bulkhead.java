package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a few in at a time, in order; the others wait a moment and are then asked to come back. Thread safe. */
final class Bulkhead {

    private final Semaphore places;
    private final Duration patience;
    private final String full;

    /** @param full what is told to those who waited in vain */
    Bulkhead(int places, Duration patience, String full) {
        this.places = new Semaphore(places, true);
        this.patience = patience;
        this.full = full;
    }

    <T> T pass(Callable<T> work) throws Exception {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new HttpProblem(503, "Busy", full, Map.of("Retry-After", "2"));
        }
        try {
            return work.call();
        } finally {
            places.release();
        }
    }
}
