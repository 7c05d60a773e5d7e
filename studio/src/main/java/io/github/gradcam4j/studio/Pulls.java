package io.github.gradcam4j.studio;

import io.github.gradcam4j.studio.api.PullProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The running downloads. Clients that request the same download share it. It is canceled some seconds after the last of
 * them has disconnected, so that a page can be reloaded meanwhile; the next download continues where it ended. Thread
 * safe.
 */
final class Pulls implements AutoCloseable {

    /** A download that reports its progress. */
    interface Work {
        void run(Consumer<PullProgress> listener) throws Exception;
    }

    /** The part of a client in a download, until it ends or the client disconnects. */
    interface Follower {
        void follow(Pull pull) throws Exception;
    }

    /** A running or finished download. */
    static final class Pull {
        private volatile PullProgress progress = PullProgress.WAITING;
        private volatile Future<?> end;
        private int followers;
        private Future<?> cancellation;

        PullProgress progress() {
            return progress;
        }

        Future<?> end() {
            return end;
        }
    }

    private final Map<String, Pull> running = new HashMap<>();
    private final Duration grace;
    private final ScheduledExecutorService cancellations = Executors.newSingleThreadScheduledExecutor(Pulls::thread);
    private final ExecutorService workers = Executors.newCachedThreadPool(Pulls::thread);

    /** @param grace how long a download continues without a client */
    Pulls(Duration grace) {
        this.grace = grace;
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "studio-pull");
        thread.setDaemon(true);
        return thread;
    }

    /** Follows the running download of that name, or starts it. */
    void follow(String name, Work work, Follower follower) throws Exception {
        var pull = join(name, work);
        try {
            follower.follow(pull);
        } finally {
            leave(pull);
        }
    }

    private synchronized Pull join(String name, Work work) {
        var pull = running.compute(name, (id, known) -> known != null && !known.end.isDone() ? known : begin(work));
        pull.followers++;
        if (pull.cancellation != null) {
            pull.cancellation.cancel(false);
        }
        return pull;
    }

    private Pull begin(Work work) {
        var pull = new Pull();
        pull.end = workers.submit(() -> {
            work.run(progress -> pull.progress = progress);
            return null;
        });
        return pull;
    }

    private synchronized void leave(Pull pull) {
        pull.followers--;
        if (pull.followers == 0 && !pull.end.isDone() && !cancellations.isShutdown()) {
            pull.cancellation =
                    cancellations.schedule(() -> cancelWithoutFollowers(pull), grace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void cancelWithoutFollowers(Pull pull) {
        if (pull.followers == 0) {
            pull.end.cancel(true);
        }
    }

    /** Interrupts the running downloads, which leave no incomplete files. */
    @Override
    public synchronized void close() {
        cancellations.shutdownNow();
        workers.shutdownNow();
    }
}
