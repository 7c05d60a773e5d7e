package io.github.gradcam4j.cli;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The durations of the consecutive phases of a command, from the start of the JVM. Not thread safe. */
final class PhaseTimings {

    private static final double SECOND = 1e3;

    private final Map<String, Long> ends = new LinkedHashMap<>();

    /** Ends a phase. */
    void end(String phase) {
        ends.put(phase, System.currentTimeMillis());
    }

    /** Returns the duration of each phase and their sum, in seconds. */
    @Override
    public String toString() {
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        long last = start;
        var text = new StringBuilder();
        for (var end : ends.entrySet()) {
            text.append(String.format(Locale.ROOT, "%s %s, ", end.getKey(), seconds(end.getValue() - last)));
            last = end.getValue();
        }
        return text.append("in all ").append(seconds(last - start)).toString();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / SECOND);
    }
}
