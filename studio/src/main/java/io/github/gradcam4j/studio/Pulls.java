package io.github.gradcam4j.studio;

import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.pull.PullListener.Phase;
import io.github.gradcam4j.zoo.pull.PullListener.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Downloads that are under way: one for a model, however many wait for it, and going on when none does any more. Thread safe.
 */
final class Pulls implements AutoCloseable {

    /** A download: how far it is, and its end. */
    static final class Pull {
        private volatile Progress progress = new Progress(Phase.WAITING, 0, 0);
        private volatile Future<?> end;

        Progress progress() {
            return progress;
        }

        Future<?> end() {
            return end;
        }
    }

    private final Zoo zoo;
    private final Map<String, Pull> running = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "studio-pull");
        thread.setDaemon(true);
        return thread;
    });

    Pulls(Zoo zoo) {
        this.zoo = zoo;
    }

    /** The download of a model: the one that runs, else a new one. */
    Pull of(Card card) {
        return running.compute(card.id(), (id, known) -> known != null && !known.end.isDone() ? known : begin(card));
    }

    private Pull begin(Card card) {
        var pull = new Pull();
        pull.end = workers.submit(() -> zoo.pull(card, progress -> pull.progress = progress));
        return pull;
    }

    /** Ends what runs; nothing half-written is left. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
