package io.github.gradcam4j.zoo.download;

import java.time.Duration;

/**
 * The times that a request may take.
 *
 * @param connect until the connection is made
 * @param stall without a byte from the server
 * @param answer to the last byte of an answer that is held in memory
 * @param slow in which a download that goes to the disk receives at least {@link #LEAST_BYTES}
 */
public record TimeLimits(Duration connect, Duration stall, Duration answer, Duration slow) {

    /** The number of bytes below which a download is given up: with the default limits, about a kilobyte a second. */
    static final long LEAST_BYTES = 128 << 10;

    /** 10 seconds to connect, 30 seconds of silence, one minute for an answer, two minutes for a slow download. */
    public static final TimeLimits DEFAULT = new TimeLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2));
}
