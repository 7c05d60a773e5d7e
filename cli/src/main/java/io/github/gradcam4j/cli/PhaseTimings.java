package io.github.gradcam4j.cli;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How long the parts of a command take, one after the other, from the start of Java on. Not thread safe. */
final class PhaseTimings {

    private static final double SECOND = 1e3;

    private final Map<String, Long> ends = new LinkedHashMap<>();

    /** Ends a part. */
    void end(String part) {
        ends.put(part, System.currentTimeMillis());
    }

    /** In seconds. */
    @Override
    public String toString() {
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        long last = start;
        var text = new StringBuilder();
        for (var end : ends.entrySet()) {
            text.append("%s %s, ".formatted(end.getKey(), seconds(end.getValue() - last)));
            last = end.getValue();
        }
        return text.append("in all ").append(seconds(last - start)).toString();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / SECOND);
    }
}
