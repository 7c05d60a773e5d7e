package io.github.gradcam4j.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Processes many items in three steps. Background threads load and finish items, while the caller's thread runs the
 * middle step on one batch of items after the other. Loading starts at construction. The number of items in memory is
 * bounded, by three batches and a few more, and results are delivered in order.
 */
final class Pipeline<I, L> implements AutoCloseable {

    private static final int AHEAD = 2;
    private static final int PATIENCE_SECONDS = 5;

    private final Iterator<I> items;
    private final Step<I, L> load;
    private final Deque<Pending<I, L>> loading = new ArrayDeque<>();
    private final ExecutorService background = Executors.newFixedThreadPool(AHEAD);

    /** @param load reads an item */
    Pipeline(List<I> items, Step<I, L> load) {
        this.items = items.iterator();
        this.load = load;
        loadAhead(1);
    }

    /** A step that may fail. */
    interface Step<A, B> {
        B apply(A item) throws Exception;
    }

    /** A step that receives the result of the one before. */
    interface MiddleStep<I, A, B> {
        B apply(I item, A result) throws Exception;
    }

    /** A step that receives the results of the one before for several items, and returns one result for each. */
    interface BatchStep<I, A, B> {
        List<B> apply(List<I> items, List<A> results) throws Exception;
    }

    /** Receives the result or failure of each item, in order. */
    interface Listener<I, R> {
        /** Receives an item that is the next to be processed, before the wait for it to be loaded. */
        default void started(I item) {}

        void done(I item, R result) throws Exception;

        void failed(I item, Exception cause) throws Exception;
    }

    private record Pending<I, T>(I item, Future<T> value) {}

    private void loadAhead(int batch) {
        while (items.hasNext() && loading.size() < batch + AHEAD) {
            I item = items.next();
            loading.add(new Pending<>(item, background.submit(() -> load.apply(item))));
        }
    }

    /**
     * Processes all items once, one by one. The failure of an item is reported, and the others are processed.
     *
     * @param work the middle step
     * @param finish the last step
     */
    <W, R> void run(MiddleStep<I, L, W> work, MiddleStep<I, W, R> finish, Listener<I, R> listener) throws Exception {
        run(() -> 1, (items, loaded) -> List.of(work.apply(items.get(0), loaded.get(0))), finish, listener);
    }

    /**
     * Processes all items once, in batches. The failure of an item is reported, and the others are processed: after the
     * failure of a batch, each of its items is processed alone.
     *
     * @param size returns the number of items of the next batch, at least 1; the last batch may have fewer
     * @param work the middle step
     * @param finish the last step
     */
    <W, R> void run(IntSupplier size, BatchStep<I, L, W> work, MiddleStep<I, W, R> finish, Listener<I, R> listener)
            throws Exception {
        Deque<Pending<I, R>> finishing = new ArrayDeque<>();
        while (!loading.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int wanted = size.getAsInt();
            for (var worked : worked(loaded(wanted), work, listener)) {
                finishing.add(
                        new Pending<>(worked.item, background.submit(() -> finish.apply(worked.item, value(worked)))));
            }
            while (finishing.size() >= wanted + AHEAD) {
                deliver(finishing.remove(), listener);
            }
        }
        while (!finishing.isEmpty()) {
            deliver(finishing.remove(), listener);
        }
    }

    /** Returns the next items, loaded or failed. */
    private List<Pending<I, L>> loaded(int wanted) throws InterruptedException {
        var next = new ArrayList<Pending<I, L>>();
        while (next.size() < wanted && !loading.isEmpty()) {
            next.add(loading.remove());
            loadAhead(wanted);
        }
        return next;
    }

    /** Runs the middle step on the items of a batch that could be loaded. */
    private static <I, L, W> List<Pending<I, W>> worked(
            List<Pending<I, L>> batch, BatchStep<I, L, W> work, Listener<I, ?> listener) throws InterruptedException {
        var loaded = new ArrayList<Pending<I, L>>();
        for (var pending : batch) {
            listener.started(pending.item);
            if (isLoaded(pending)) {
                loaded.add(pending);
            }
        }
        var together = together(loaded, work).iterator();
        var worked = new ArrayList<Pending<I, W>>();
        for (var pending : batch) {
            worked.add(
                    together.hasNext() && loaded.contains(pending)
                            ? new Pending<>(pending.item, CompletableFuture.completedFuture(together.next()))
                            : alone(pending, work));
        }
        return worked;
    }

    private static boolean isLoaded(Pending<?, ?> pending) throws InterruptedException {
        try {
            pending.value.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Returns the results of a batch; none if the batch failed, or has fewer than two. */
    private static <I, L, W> List<W> together(List<Pending<I, L>> batch, BatchStep<I, L, W> work)
            throws InterruptedException {
        if (batch.size() < 2) {
            return List.of();
        }
        try {
            var results = new ArrayList<L>();
            for (var pending : batch) {
                results.add(value(pending));
            }
            return work.apply(batch.stream().map(Pending::item).toList(), results);
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            return List.of();
        }
    }

    private static <I, L, W> Pending<I, W> alone(Pending<I, L> pending, BatchStep<I, L, W> work)
            throws InterruptedException {
        try {
            var result = work.apply(List.of(pending.item), List.of(value(pending)));
            return new Pending<>(pending.item, CompletableFuture.completedFuture(result.get(0)));
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            return new Pending<>(pending.item, CompletableFuture.failedFuture(e));
        }
    }

    private static <I, R> void deliver(Pending<I, R> pending, Listener<I, R> listener) throws Exception {
        R result;
        try {
            result = value(pending);
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            listener.failed(pending.item, e);
            return;
        }
        listener.done(pending.item, result);
    }

    private static <T> T value(Pending<?, T> pending) throws Exception {
        try {
            return pending.value.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }

    @Override
    public void close() {
        background.shutdownNow();
        // An interrupted thread waits too, so that no file is left half written.
        boolean interrupted = Thread.interrupted();
        try {
            background.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
