package io.github.gradcam4j.zoo.download;

import java.time.Duration;
import java.util.Locale;

/**
 * The watch over a download that hardly moves: a server that sends a byte now and then never stalls, and never ends
 * either. Not thread safe.
 */
final class Pace {

    private final Duration window;
    private final long least;
    private final String remark;
    private long start = System.nanoTime();
    private long startedAt;

    /**
     * Starts the first window.
     *
     * @param window the time in which at least {@code least} bytes must arrive
     * @param done the number of bytes received so far
     * @param remark ends the message if the download is given up
     */
    Pace(Duration window, long least, long done, String remark) {
        this.window = window;
        this.least = least;
        this.startedAt = done;
        this.remark = remark;
    }

    /**
     * Checks the pace of an unfinished download.
     *
     * @param done the number of bytes received so far
     * @throws RefusedException if too few arrived in the last window
     */
    void at(long done) throws RefusedException {
        var elapsed = Duration.ofNanos(System.nanoTime() - start);
        if (elapsed.compareTo(window) < 0) {
            return;
        }
        if (done - startedAt < least) {
            throw new RefusedException(String.format(
                    Locale.ROOT,
                    "only %,d bytes arrived in %d seconds, so the download was given up%s",
                    done - startedAt,
                    elapsed.toSeconds(),
                    remark));
        }
        start = System.nanoTime();
        startedAt = done;
    }
}
