package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets one in at a time, in order; the others wait a moment and are then asked to come back. Thread safe. */
final class Gate {

    private final Semaphore place = new Semaphore(1, true);
    private final Duration patience;

    Gate(Duration patience) {
        this.patience = patience;
    }

    <T> T pass(Callable<T> work) throws Exception {
        if (!place.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new HttpProblem(
                    503, "Busy", "Too many explanations at once; try again in a moment", Map.of("Retry-After", "2"));
        }
        try {
            return work.call();
        } finally {
            place.release();
        }
    }
}
