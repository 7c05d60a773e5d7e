package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many tasks run at a time. The others wait in order, for a limited time. Each waits in a thread of the
 * server, so the number of those is limited too: the threads that are left serve short requests. Thread safe.
 */
final class Bulkhead {

    private final Semaphore permits;
    private final Semaphore inside;
    private final int capacity;
    private final Duration patience;
    private final String full;

    /**
     * @param permits tasks at a time, or the sum of their weights
     * @param waiting tasks that wait at a time
     * @param patience how long a task waits
     * @param full the detail of the problem after that
     */
    Bulkhead(int permits, int waiting, Duration patience, String full) {
        this.permits = new Semaphore(permits, true);
        this.capacity = permits + waiting;
        this.inside = new Semaphore(capacity);
        this.patience = patience;
        this.full = full;
    }

    /** Returns how many tasks run and wait here at most. */
    int capacity() {
        return capacity;
    }

    /** Returns how many tasks run and wait here now. */
    int load() {
        return capacity - inside.availablePermits();
    }

    /** Runs a task that needs one permit. */
    <T> T pass(Callable<T> work) throws Exception {
        return pass(1, work);
    }

    /**
     * Runs a task.
     *
     * @param weight permits that it needs
     * @throws HttpProblem if too many tasks wait already, or if the wait was in vain (503)
     * @throws InterruptedException if the thread is interrupted before the task starts
     */
    <T> T pass(int weight, Callable<T> work) throws Exception {
        if (!inside.tryAcquire()) {
            throw busy();
        }
        try {
            if (!permits.tryAcquire(weight, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return work.call();
            } finally {
                permits.release(weight);
            }
        } finally {
            inside.release();
        }
    }

    private HttpProblem busy() {
        return new HttpProblem(503, "Busy", full, Map.of("Retry-After", "2"));
    }
}
