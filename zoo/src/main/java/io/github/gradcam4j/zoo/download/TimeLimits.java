package io.github.gradcam4j.zoo.download;

import java.time.Duration;

/**
 * The times that a request may take.
 *
 * @param connect until the connection is made
 * @param stall without a byte from the server
 * @param answer to the last byte of an answer that is held in memory
 */
public record TimeLimits(Duration connect, Duration stall, Duration answer) {

    /** 15 seconds to connect, 30 seconds of silence, one minute for an answer. */
    public static final TimeLimits DEFAULT =
            new TimeLimits(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMinutes(1));
}
