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
 * Work in three steps on many things: loading and finishing go on in the background, while the caller's thread does the
 * middle step on one thing after the other. The first things are loaded from the start, before it is known what is done
 * with them. What is in memory at once is bounded, and results come in order.
 */
final class Pipeline<I, L> implements AutoCloseable {

    private static final int AHEAD = 2;
    private static final int PATIENCE_SECONDS = 5;

    private final Iterator<I> things;
    private final Step<I, L> load;
    private final Deque<Pending<I, L>> loading = new ArrayDeque<>();
    private final ExecutorService background = Executors.newFixedThreadPool(AHEAD);

    /** @param load reads a thing */
    Pipeline(List<I> things, Step<I, L> load) {
        this.things = things.iterator();
        this.load = load;
        loadAhead();
    }

    /** A step that may fail. */
    interface Step<A, B> {
        B apply(A thing) throws Exception;
    }

    /** A step that needs what the one before it made. */
    interface Middle<I, A, B> {
        B apply(I thing, A made) throws Exception;
    }

    /** Hears of each thing, in order. */
    interface Listener<I, R> {
        void done(I thing, R result) throws Exception;

        void failed(I thing, Exception why) throws Exception;
    }

    private record Pending<I, T>(I thing, Future<T> value) {}

    private void loadAhead() {
        while (things.hasNext() && loading.size() <= AHEAD) {
            I thing = things.next();
            loading.add(new Pending<>(thing, background.submit(() -> load.apply(thing))));
        }
    }

    /**
     * Does all, once; a thing that fails is reported, and the others are done.
     *
     * @param work the middle step
     * @param finish what is done with its result
     */
    <W, R> void run(Middle<I, L, W> work, Middle<I, W, R> finish, Listener<I, R> listener) throws Exception {
        Deque<Pending<I, R>> finishing = new ArrayDeque<>();
        while (!loading.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var next = loading.remove();
            loadAhead();
            finishing.add(new Pending<>(next.thing, finished(next, work, finish)));
            if (finishing.size() > AHEAD) {
                tell(finishing.remove(), listener);
            }
        }
        while (!finishing.isEmpty()) {
            tell(finishing.remove(), listener);
        }
    }

    private <W, R> Future<R> finished(Pending<I, L> next, Middle<I, L, W> work, Middle<I, W, R> finish)
            throws InterruptedException {
        Callable<R> rest;
        try {
            W made = work.apply(next.thing, value(next));
            rest = () -> finish.apply(next.thing, made);
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            rest = () -> {
                throw e;
            };
        }
        return background.submit(rest);
    }

    private static <I, R> void tell(Pending<I, R> pending, Listener<I, R> listener) throws Exception {
        R result;
        try {
            result = value(pending);
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (Exception e) {
            listener.failed(pending.thing, e);
            return;
        }
        listener.done(pending.thing, result);
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
