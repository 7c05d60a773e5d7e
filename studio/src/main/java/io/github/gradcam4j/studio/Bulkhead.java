package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Limits how many tasks run at a time. The others wait in order, for a limited time. Thread safe. */
final class Bulkhead {

    private final Semaphore permits;
    private final Duration patience;
    private final String full;

    /**
     * @param permits tasks at a time
     * @param patience how long a task waits
     * @param full the detail of the problem after that
     */
    Bulkhead(int permits, Duration patience, String full) {
        this.permits = new Semaphore(permits, true);
        this.patience = patience;
        this.full = full;
    }

    /**
     * Runs a task.
     *
     * @throws HttpProblem if the wait was in vain (503)
     */
    <T> T pass(Callable<T> work) throws Exception {
        if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new HttpProblem(503, "Busy", full, Map.of("Retry-After", "2"));
        }
        try {
            return work.call();
        } finally {
            permits.release();
        }
    }
}
