package io.github.gradcam4j.bench;

import io.github.gradcam4j.runtime.NativeLibrary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Where something was measured.
 *
 * @param date as ISO 8601 has it
 * @param processor its name, where the system tells it, else its architecture
 * @param threads that run at once
 * @param load the system's load average when this was asked; negative where it does not tell
 */
public record Machine(
        String date, String processor, int threads, String system, String java, String onnxRuntime, double load) {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    /** This machine, now. */
    public static Machine here() throws IOException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                LocalDate.now(ZoneOffset.UTC).toString(),
                processorName(),
                system.getAvailableProcessors(),
                system.getName() + " " + system.getArch(),
                "%s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vm.name")),
                NativeLibrary.version(),
                system.getSystemLoadAverage());
    }

    private static String processorName() throws IOException {
        if (!Files.isReadable(CPU)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(CPU)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d threads, %s, Java %s, ONNX Runtime %s, load at the start %.1f",
                date,
                processor,
                threads,
                system,
                java,
                onnxRuntime,
                load);
    }
}
