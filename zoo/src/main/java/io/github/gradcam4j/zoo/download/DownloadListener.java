package io.github.gradcam4j.zoo.download;

/** Is told how far a pull has come; from any thread, and often. */
@FunctionalInterface
public interface DownloadListener {

    /** Hears nothing. */
    DownloadListener SILENT = progress -> {};

    void on(Progress progress);

    /**
     * @param phase what is being done
     * @param done bytes so far
     * @param total bytes in all; 0 where unknown
     */
    record Progress(Phase phase, long done, long total) {}

    /** What a pull does, in this order. */
    enum Phase {
        WAITING,
        DOWNLOADING,
        VERIFYING,
        CONVERTING,
        DONE
    }
}
