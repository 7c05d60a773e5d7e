package io.github.gradcam4j.explain;

import io.github.gradcam4j.runtime.EngineException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The engine of a model, which callers use one after another until it is closed. Thread safe. */
final class Turns {

    private final String name;
    private final UnaryOperator<EngineException> naming;
    private final ReentrantLock lock = new ReentrantLock(true);
    private boolean closed;

    /**
     * @param name of what is closed, for messages
     * @param naming adds the model's file to a failure
     */
    Turns(String name, UnaryOperator<EngineException> naming) {
        this.name = name;
        this.naming = naming;
    }

    /**
     * Waits for its turn and works.
     *
     * @throws IllegalStateException if the engine is closed
     * @throws EngineException if a run fails; the message names the model's file, if there is one
     */
    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(String.format(Locale.ROOT, "%s is closed", name));
            }
            return work.get();
        } catch (EngineException e) {
            throw naming.apply(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for its turn and releases what the engine holds. */
    void close(Runnable release) {
        lock.lock();
        try {
            closed = true;
            release.run();
        } finally {
            lock.unlock();
        }
    }
}
