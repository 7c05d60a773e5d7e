package io.github.gradcam4j.cam;

/** Hears how far a long computation has come. Called on the thread that computes; to cancel, interrupt that thread. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = (done, total) -> {};

    /** @param done how many runs of the model, or of its head, of {@code total} are behind */
    void done(int done, int total);
}
