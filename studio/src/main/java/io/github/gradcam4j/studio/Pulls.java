package io.github.gradcam4j.studio;

import io.github.gradcam4j.studio.api.PullProgress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Downloads that are under way: one for each thing, however many wait for it, and going on when none does any more. Thread safe.
 */
final class Pulls implements AutoCloseable {

    /** What is to be done, telling how far it is. */
    interface Work {
        void run(Consumer<PullProgress> listener) throws Exception;
    }

    /** A download: how far it is, and its end. */
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

    /** The download of that name: the one that runs, else a new one. */
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

    /** Ends what runs; nothing half-written is left. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
