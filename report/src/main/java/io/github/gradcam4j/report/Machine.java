package io.github.gradcam4j.report;

import io.github.gradcam4j.runtime.NativeLibrary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * The machine of a measurement.
 *
 * @param date in UTC, as in ISO 8601
 * @param processor the processor's name, or its architecture if the system does not report a name
 * @param threads the number of processors available to Java
 * @param system the operating system and its architecture
 * @param java the version and the name of the virtual machine
 * @param onnxRuntime the version of ONNX Runtime
 * @param load the system's load average over the last minute; negative if the system does not report one
 */
public record Machine(
        String date, String processor, int threads, String system, String java, String onnxRuntime, double load) {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    /**
     * Returns a description of this machine at this time.
     *
     * @throws IOException if the processor's name cannot be read
     */
    public static Machine here() throws IOException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                LocalDate.now(ZoneOffset.UTC).toString(),
                processorName(),
                system.getAvailableProcessors(),
                system.getName() + " " + system.getArch(),
                String.format(
                        Locale.ROOT, "%s (%s)", System.getProperty("java.version"), System.getProperty("java.vm.name")),
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
