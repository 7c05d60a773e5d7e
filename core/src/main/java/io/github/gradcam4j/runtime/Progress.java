package io.github.gradcam4j.runtime;

/**
 * Receives progress updates from a long computation, on the thread that computes. To cancel the computation, interrupt that
 * thread.
 */
@FunctionalInterface
public interface Progress {

    /** Ignores all updates. */
    Progress NONE = (done, total) -> {};

    /**
     * Receives an update.
     *
     * @param done how many of the {@code total} runs of the model, or of its head, are finished
     */
    void update(int done, int total);
}
