package io.github.gradcam4j.studio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

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
        enter(weight);
        try {
            return work.call();
        } finally {
            leave(weight);
        }
    }

    /**
     * Runs a task on a thread of its own and waits for it for a limited time. Then the task is interrupted; it keeps
     * its permit until it ends.
     *
     * @param longest the time that the task may take after it started
     * @param late the problem after that
     * @throws HttpProblem as {@link #pass(int, Callable)}
     * @throws InterruptedException if the thread is interrupted; the task is interrupted too
     */
    <T> T passFor(Duration longest, Supplier<HttpProblem> late, Callable<T> work) throws Exception {
        enter(1);
        var task = new FutureTask<>(work);
        var thread = new Thread(() -> runAndLeave(task), Thread.currentThread().getName() + "-task");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (Throwable e) {
            leave(1);
            throw e;
        }
        try {
            return task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } finally {
            task.cancel(true);
        }
    }

    private void runAndLeave(FutureTask<?> task) {
        try {
            task.run();
        } finally {
            leave(1);
        }
    }

    private void enter(int weight) throws InterruptedException {
        if (!inside.tryAcquire()) {
            throw busy();
        }
        boolean entered = false;
        try {
            entered = permits.tryAcquire(weight, patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!entered) {
                inside.release();
            }
        }
        if (!entered) {
            throw busy();
        }
    }

    private void leave(int weight) {
        permits.release(weight);
        inside.release();
    }

    private HttpProblem busy() {
        return new HttpProblem(503, "Busy", full, Map.of("Retry-After", "2"));
    }
}
