package io.github.gradcam4j.runtime;

/**
 * Receives progress updates from a long computation, on the thread that computes. To cancel the computation, interrupt
 * that thread.
 */
@FunctionalInterface
public interface Progress {

    /** A listener that ignores all updates. */
    Progress NONE = (done, total) -> {};

    /**
     * Receives an update.
     *
     * @param done the number of finished runs of the model or of its head
     * @param total the number of all runs
     */
    void update(int done, int total);
}
