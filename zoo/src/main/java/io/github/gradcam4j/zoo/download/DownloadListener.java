package io.github.gradcam4j.zoo.download;

/** A receiver of the progress of a download. It is called often, and from any thread. */
@FunctionalInterface
public interface DownloadListener {

    /** Ignores all progress. */
    DownloadListener SILENT = progress -> {};

    /** Receives the current progress. */
    void on(Progress progress);

    /**
     * The progress of a download.
     *
     * @param phase the current phase
     * @param done the number of bytes so far
     * @param total the number of all bytes; 0 if unknown
     */
    record Progress(Phase phase, long done, long total) {}

    /** The phases of a download, in this order. */
    enum Phase {
        /** Another thread or process downloads the same file. */
        WAITING,
        DOWNLOADING,
        VERIFYING,
        /** The file is converted to ONNX. */
        CONVERTING,
        DONE
    }
}
