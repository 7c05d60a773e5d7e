package io.github.gradcam4j.zoo.download;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;

/**
 * The rule for repeating a failed request: after pauses that double and vary, or as long as the server demands. A
 * request is repeated if the connection broke or the server reported a temporary error; it is not repeated if no
 * connection could be made, if the server refused it, or if the disk failed.
 *
 * @param attempts the largest number of requests, at least 1
 * @param firstPause the pause before the second attempt, shorter than the longest
 * @param longestPause the longest pause; a server that demands a longer one is given up
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause) {

    private static final double JITTER = 0.25;

    /** Failsafe ignores a negative delay and backs off as usual. */
    private static final Duration NOT_DEMANDED = Duration.ofMillis(-1);

    /** Five attempts, with pauses from one second to one minute. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /**
     * Runs an attempt until it succeeds or must not be repeated.
     *
     * @throws IOException the last attempt's
     */
    <T> T call(CheckedSupplier<T> attempt) throws IOException, InterruptedException {
        var policy = dev.failsafe.RetryPolicy.builder()
                .handleIf(this::mayPass)
                .withMaxRetries(attempts - 1)
                .withBackoff(firstPause, longestPause)
                .withJitter(JITTER)
                .withDelayFnOn(context -> demanded(context.getLastException()), HttpStatusException.class)
                .build();
        try {
            return Failsafe.with(policy).get(attempt);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException interruption) {
                Thread.interrupted(); // Failsafe may leave the flag set beside the exception
                throw interruption;
            }
            throw e;
        }
    }

    private boolean mayPass(Throwable failure) {
        if (failure instanceof HttpStatusException answer) {
            return answer.isTemporary()
                    && answer.retryAfter()
                            .map(pause -> pause.compareTo(longestPause) <= 0)
                            .orElse(true);
        }
        return failure instanceof IOException
                && !(failure instanceof ConnectException)
                && !(failure instanceof HttpConnectTimeoutException)
                && !(failure instanceof RefusedException)
                && !(failure instanceof DownloadException);
    }

    /** Returns the demanded pause, lengthened by as much as the jitter may take away. */
    private static Duration demanded(HttpStatusException answer) {
        return answer.retryAfter()
                .map(pause -> Duration.ofMillis((long) Math.ceil(pause.toMillis() / (1 - JITTER))))
                .orElse(NOT_DEMANDED);
    }
}
