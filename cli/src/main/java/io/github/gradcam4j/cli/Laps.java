package io.github.gradcam4j.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How long the parts of a command take, one after the other, from the start of the process on. Not thread safe. */
final class Laps {

    private static final double SECOND = 1e9;

    private final Map<String, Duration> laps = new LinkedHashMap<>();
    private final Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    private Instant last = start;

    /** Ends a part. */
    void end(String part) {
        var now = Instant.now();
        laps.put(part, Duration.between(last, now));
        last = now;
    }

    /** In seconds. The system tells the process's start to a hundredth. */
    @Override
    public String toString() {
        return laps.entrySet().stream()
                .map(lap -> "%s %s s".formatted(lap.getKey(), seconds(lap.getValue())))
                .collect(Collectors.joining(", ", "", ", in all " + seconds(Duration.between(start, last)) + " s"));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f", time.toNanos() / SECOND);
    }
}
