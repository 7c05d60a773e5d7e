package io.github.gradcam4j.studio;

import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Requests a studio's health five times a second, as long as it is open, and measures each. */
final class HealthProbe implements AutoCloseable {

    private static final long PAUSE_MILLISECONDS = 200;

    private final Queue<Double> latencies = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    HealthProbe(URI studio) {
        var client = new Client(studio);
        clock.scheduleWithFixedDelay(() -> measure(client), 0, PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    private void measure(Client client) {
        long start = System.nanoTime();
        try {
            int status = client.get("/api/health").statusCode();
            if (status != 200) {
                failures.add("status " + status);
            }
        } catch (Exception e) {
            failures.add(e.toString());
        }
        latencies.add((System.nanoTime() - start) / 1e6);
    }

    /** Returns the longest time that health took, in milliseconds. */
    double longest() {
        return latencies.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Returns the time that 99 of 100 requests stayed below, in milliseconds. */
    double usual() {
        var sorted = latencies.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100));
    }

    Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
