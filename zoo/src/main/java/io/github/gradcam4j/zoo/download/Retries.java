package io.github.gradcam4j.zoo.download;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.time.Duration;

/** Tries again what may go better next time, after pauses that grow and vary, or as long as the server asks for. */
final class Retries {

    private static final double JITTER = 0.25;

    /** Failsafe takes a negative delay for none and backs off as usual. */
    private static final Duration NOT_ASKED = Duration.ofMillis(-1);

    private final RetryPolicy<Object> policy;

    Retries(int tries, Duration firstPause, Duration longestPause) {
        policy = RetryPolicy.builder()
                .handleIf(Retries::mayPass)
                .withMaxRetries(tries - 1)
                .withBackoff(firstPause, longestPause)
                .withJitter(JITTER)
                .withDelayFnOn(context -> asked(context.getLastException()), BusyException.class)
                .build();
    }

    /** Longer than asked for by as much as the jitter may take away. */
    private static Duration asked(BusyException busy) {
        return busy.pause()
                .map(pause -> Duration.ofMillis((long) Math.ceil(pause.toMillis() / (1 - JITTER))))
                .orElse(NOT_ASKED);
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof IOException
                && !(failure instanceof RefusedException)
                && !(failure instanceof DownloadException);
    }

    /** @throws IOException the last try's */
    <T> T call(CheckedSupplier<T> attempt) throws IOException, InterruptedException {
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
}
