package io.github.gradcam4j.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Processes many items in three steps. Background threads load and finish items, while the caller's thread runs the
 * middle step on one item after the other. Loading starts at construction. The number of items in memory is bounded,
 * and results are delivered in order.
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
        loadAhead();
    }

    /** A step that may fail. */
    interface Step<A, B> {
        B apply(A item) throws Exception;
    }

    /** A step that receives the result of the one before. */
    interface MiddleStep<I, A, B> {
        B apply(I item, A result) throws Exception;
    }

    /** Receives the result or failure of each item, in order. */
    interface Listener<I, R> {
        void done(I item, R result) throws Exception;

        void failed(I item, Exception cause) throws Exception;
    }

    private record Pending<I, T>(I item, Future<T> value) {}

    private void loadAhead() {
        while (items.hasNext() && loading.size() <= AHEAD) {
            I item = items.next();
            loading.add(new Pending<>(item, background.submit(() -> load.apply(item))));
        }
    }

    /**
     * Processes all items once. The failure of an item is reported, and the others are processed.
     *
     * @param work the middle step
     * @param finish the last step
     */
    <W, R> void run(MiddleStep<I, L, W> work, MiddleStep<I, W, R> finish, Listener<I, R> listener) throws Exception {
        Deque<Pending<I, R>> finishing = new ArrayDeque<>();
        while (!loading.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var next = loading.remove();
            loadAhead();
            finishing.add(new Pending<>(next.item, finished(next, work, finish)));
            if (finishing.size() > AHEAD) {
                deliver(finishing.remove(), listener);
            }
        }
        while (!finishing.isEmpty()) {
            deliver(finishing.remove(), listener);
        }
    }

    private <W, R> Future<R> finished(Pending<I, L> next, MiddleStep<I, L, W> work, MiddleStep<I, W, R> finish)
            throws InterruptedException {
        Callable<R> rest;
        try {
            W result = work.apply(next.item, value(next));
            rest = () -> finish.apply(next.item, result);
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            rest = () -> {
                throw e;
            };
        }
        return background.submit(rest);
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
        try {
            background.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
