package io.github.gradcam4j.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile models are explained or refused; none ends the process, or fails otherwise. Mutants of
 * {@link Seeds} run in processes of their own with little memory: a few hundred that are always the same, or random
 * ones for as many minutes as {@code -Dgradcam.mutation.minutes} gives, 20 with {@code -Dgradcam.slow=true}. Mutants
 * that fail are kept in {@code target/mutants}.
 */
class MutationTest {

    private static final int COUNT = 300;
    private static final int PER_PROCESS = 300;
    private static final String HEAP = "-Xmx192m";

    /** A process ends a mutant of 20 seconds itself; this one is for a process that cannot. */
    private static final Duration LONGEST = Duration.ofMinutes(20);

    /** The address space of a process in KiB, if a shell can limit it. */
    private static final int ADDRESS_SPACE = 12_000_000;

    @TempDir
    Path folder;

    private final List<String> failures = new ArrayList<>();
    private int endless;

    @Test
    void everySeedIsExplained() {
        Seeds.all().forEach((name, model) -> assertEquals("explained", Mutants.outcome(model.toByteArray(), 0), name));
    }

    @Test
    void noMutantEndsTheProcess() throws IOException, InterruptedException {
        var minutes = Duration.ofMinutes(
                Integer.getInteger("gradcam.mutation.minutes", Boolean.getBoolean("gradcam.slow") ? 20 : 0));
        long end = System.nanoTime() + minutes.toNanos();
        long first = minutes.isZero() ? 0 : new Random().nextLong(1L << 40);
        long next = first;
        while (minutes.isZero() ? next < first + COUNT : System.nanoTime() < end) {
            next = run(next, minutes.isZero() ? first + COUNT : next + PER_PROCESS);
        }
        System.out.printf(
                "%d mutants from number %d, %d of them endless, %d failures%n",
                next - first, first, endless, failures.size());
        assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
    }

    /** Runs mutants until one ends the process; returns the number after the last one. */
    private long run(long from, long to) throws IOException, InterruptedException {
        var output = folder.resolve("output.txt");
        var process = new ProcessBuilder(command(from, to))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(folder.toFile())
                .start();
        if (!process.waitFor(LONGEST.toMinutes(), TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            keep(from, "or a later one does not end");
            return to;
        }
        int code = process.exitValue();
        long number = from;
        for (String line : Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1)
                .split("\n")) {
            if (line.startsWith(Mutants.NUMBER)) {
                number = Long.parseLong(line.substring(Mutants.NUMBER.length()));
            } else if (line.startsWith(Mutants.WRONG)) {
                keep(number, line);
                Files.write(kept(number), Mutants.mutant(number).toByteArray());
            }
        }
        if (code == 0) {
            return to;
        }
        String end = Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (code == Mutants.TOO_LONG && end.contains(Mutants.IN_ENGINE)) {
            endless++;
        } else {
            keep(number, "exit code " + code + ": " + end.substring(Math.max(0, end.length() - 1000)));
            Files.copy(folder.resolve(Mutants.CURRENT), kept(number), StandardCopyOption.REPLACE_EXISTING);
        }
        return number + 1;
    }

    private void keep(long number, String what) {
        failures.add("mutant " + number + " " + what);
    }

    private static Path kept(long number) throws IOException {
        return Files.createDirectories(Path.of("target", "mutants")).resolve(number + ".onnx");
    }

    private List<String> command(long from, long to) throws IOException {
        var java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("error.log"),
                "-Djava.util.logging.config.file=" + Files.writeString(folder.resolve("quiet.properties"), ""),
                "-cp",
                System.getProperty("java.class.path"),
                Mutants.class.getName(),
                folder.toString(),
                String.valueOf(from),
                String.valueOf(to));
        if (!new File("/bin/sh").canExecute()) {
            return java;
        }
        String quoted = java.stream().map(a -> "'" + a + "'").collect(Collectors.joining(" "));
        return List.of("/bin/sh", "-c", "ulimit -c 0; ulimit -v " + ADDRESS_SPACE + "; exec " + quoted);
    }
}
