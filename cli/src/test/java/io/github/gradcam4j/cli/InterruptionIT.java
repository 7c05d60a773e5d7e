package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signals at many moments of commands: the exit code is that of the signal, or 0 if all work is done, and nothing
 * unfinished is left.
 */
@EnabledOnOs(OS.LINUX)
class InterruptionIT {

    private static final boolean SLOW = Boolean.getBoolean("gradcam.slow");
    private static final int MOMENTS = SLOW ? 30 : 2;
    private static final double STEP_SECONDS = SLOW ? 0.05 : 0.5;
    private static final double FIRST_SECONDS = 0.4;
    private static final int IMAGES = 64;

    /** The file of stdout in the folder of a command. */
    private static final String OUT = "stdout.txt";

    private static final Predicate<Path> NEVER_COMPLETE = work -> false;

    @TempDir
    private Path folder;

    private String model;

    private enum Signal {
        INT(130),
        TERM(143),
        HUP(129);

        private final int code;

        Signal(int code) {
            this.code = code;
        }
    }

    @BeforeEach
    void writeInputs() throws IOException {
        model = ExampleModel.write(folder.resolve("model.onnx")).toString();
        Npy.write(folder.resolve("x.npy"), Tensor.of(new float[3 * 224 * 224], 1, 3, 224, 224));
        Npy.write(folder.resolve("dy.npy"), Tensor.of(new float[1000], 1, 1000));
        var images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < IMAGES; i++) {
            var image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
        }
    }

    /** A command that waits for its input is interrupted at every moment. */
    @Test
    void ofAWaitForStdin() throws Exception {
        for (var signal : Signal.values()) {
            sweep(signal, NEVER_COMPLETE, "explain", "-", "-m", model, "-o", "out");
        }
        sweep(Signal.INT, NEVER_COMPLETE, "classify", "-", "-m", model);
        sweep(Signal.INT, NEVER_COMPLETE, "evaluate", "-", "-m", model, "-o", "report");
    }

    @Test
    void ofOneImage() throws Exception {
        sweep(
                Signal.INT,
                work -> count(work, ".*[.]scorecam[.].*[.]png") == 1,
                "explain",
                "sample:lighthouse",
                "-m",
                model,
                "--method",
                "scorecam",
                "-o",
                "out");
        sweep(Signal.TERM, work -> lines(work) == 6, "classify", "sample:lighthouse", "-m", model);
    }

    @Test
    void ofAFolderInBatches() throws Exception {
        sweep(
                Signal.INT,
                work -> count(work, ".*[.]gradcam[.].*[.]png") == IMAGES,
                "explain",
                folder.resolve("images").toString(),
                "-m",
                model,
                "--batch-size",
                "8",
                "-o",
                "out");
    }

    @Test
    void ofAnEvaluation() throws Exception {
        sweep(
                Signal.INT,
                work -> count(work, "report\\.json") == 1,
                "evaluate",
                "sample:lighthouse",
                "-m",
                model,
                "-o",
                "report");
    }

    @Test
    void ofTheStudio() throws Exception {
        sweep(Signal.INT, NEVER_COMPLETE, "studio", "--port", "0");
        sweep(Signal.HUP, NEVER_COMPLETE, "studio", "--port", "0");
    }

    @Test
    void ofCommandsAboutModels() throws Exception {
        sweep(Signal.INT, work -> lines(work) > 2, "layers", "-m", model);
        if (SLOW) {
            sweep(Signal.INT, work -> lines(work) > 2, "inspect", model);
            sweep(Signal.INT, work -> lines(work) > 2, "bench", "-m", model, "--rounds", "50");
            sweep(
                    Signal.INT,
                    work -> count(work, "dx[.]npy") == 1,
                    "gradient",
                    model,
                    "--input",
                    folder.resolve("x.npy").toString(),
                    "--seed",
                    folder.resolve("dy.npy").toString(),
                    "-o",
                    "dx.npy");
        }
    }

    /** @param complete accepts the folder of a command that has done all of its work */
    private void sweep(Signal signal, Predicate<Path> complete, String... arguments) throws Exception {
        Program.gradcam(folder, "--version");
        Map<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < MOMENTS; i++) {
            codes.merge(interrupted(FIRST_SECONDS + i * STEP_SECONDS, signal, complete, arguments), 1, Integer::sum);
        }
        System.out.println(
                signal + " " + String.join(" ", Arrays.asList(arguments).subList(0, 2)) + ": " + codes);
    }

    private int interrupted(double seconds, Signal signal, Predicate<Path> complete, String... arguments)
            throws Exception {
        var work = Files.createTempDirectory(folder, "work");
        var temporary = Files.createTempDirectory(folder, "temporary");
        // A background job of a shell ignores SIGINT, and its children do so too.
        var command = new ArrayList<>(List.of(
                "/usr/bin/env",
                "--default-signal=INT,TERM,HUP",
                "GRADCAM_JAVA_OPTS=-XX:-UsePerfData -Djava.io.tmpdir=" + temporary,
                Program.folder().resolve("gradcam").toString()));
        command.addAll(List.of(arguments));
        var err = folder.resolve("err");
        var process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(work.resolve(OUT).toFile())
                .redirectError(err.toFile())
                .start();
        Thread.sleep((long) (1000 * seconds));
        // Others are programs of the launcher such as sed, which end by themselves in a moment.
        var children = process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), String.join(" ", command));
        String what = String.format(Locale.ROOT, "%s after %.2f s: %s", signal, seconds, command);
        int code = process.exitValue();
        assertTrue(
                code == signal.code || code == 0 && complete.test(work),
                () -> what + " ended with " + code + read(err));
        assertFalse(Files.readString(err).matches("(?s).*(defect|Exception).*"), () -> what + read(err));
        assertEquals(List.of(), children.stream().filter(ProcessHandle::isAlive).toList(), what);
        assertEquals(List.of(), files(temporary), what);
        assertEquals(
                List.of(),
                files(work).stream()
                        .filter(f -> f.getFileName().toString().matches("\\..*|.*\\.part|hs_err.*|core.*"))
                        .toList(),
                what);
        return code;
    }

    private static String read(Path file) {
        try {
            return "\n" + Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long count(Path work, String name) {
        try {
            return files(work).stream()
                    .filter(f -> f.getFileName().toString().matches(name))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of lines on stdout. */
    private static long lines(Path work) {
        return read(work.resolve(OUT)).strip().lines().count();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> !f.equals(folder)).toList();
        }
    }
}
