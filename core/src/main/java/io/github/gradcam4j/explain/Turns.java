package io.github.gradcam4j.explain;

import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The engine of a model, which callers use one after another until it is closed. Thread safe. */
final class Turns {

    private final String name;
    private final ReentrantLock lock = new ReentrantLock(true);
    private boolean closed;

    /** @param name of what is closed, for messages */
    Turns(String name) {
        this.name = name;
    }

    /**
     * Waits for its turn and works.
     *
     * @throws IllegalStateException if the engine is closed
     */
    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(String.format(Locale.ROOT, "%s is closed", name));
            }
            return work.get();
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
