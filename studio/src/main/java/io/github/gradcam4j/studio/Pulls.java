package io.github.gradcam4j.studio;

import io.github.gradcam4j.studio.api.PullProgress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The running downloads. Clients that request the same download share it, and it continues when they disconnect. Thread
 * safe.
 */
final class Pulls implements AutoCloseable {

    /** A download that reports its progress. */
    interface Work {
        void run(Consumer<PullProgress> listener) throws Exception;
    }

    /** A running or finished download. */
    static final class Pull {
        private volatile PullProgress progress = PullProgress.WAITING;
        private volatile Future<?> end;

        PullProgress progress() {
            return progress;
        }

        Future<?> end() {
            return end;
        }
    }

    private final Map<String, Pull> running = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "studio-pull");
        thread.setDaemon(true);
        return thread;
    });

    /** Returns the running download of that name, or starts it. */
    Pull of(String name, Work work) {
        return running.compute(name, (id, known) -> known != null && !known.end.isDone() ? known : begin(work));
    }

    private Pull begin(Work work) {
        var pull = new Pull();
        pull.end = workers.submit(() -> {
            work.run(progress -> pull.progress = progress);
            return null;
        });
        return pull;
    }

    /** Interrupts the running downloads, which leave no incomplete files. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
