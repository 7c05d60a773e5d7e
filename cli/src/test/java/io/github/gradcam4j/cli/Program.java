package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged program, run as its users run it. */
final class Program {

    private static final long MINUTES = 15;

    private Program() {}

    /** The exit code and the output of a run. */
    record Run(int code, String out, String err) {}

    /** The unpacked archive. */
    static Path folder() throws IOException {
        var dist = Path.of(System.getProperty("gradcam.root"), "cli", "target", "dist");
        try (var folders = Files.list(dist)) {
            return folders.findFirst().orElseThrow();
        }
    }

    /** The archive itself. */
    static Path archive() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("gradcam.root"), "cli", "target"))) {
            return files.filter(f -> f.toString().endsWith(".zip")).findFirst().orElseThrow();
        }
    }

    /** Runs the launcher in a folder. */
    static Run gradcam(Path in, String... arguments) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return run(in, folder().resolve(windows ? "gradcam.cmd" : "gradcam").toString(), arguments);
    }

    /** Runs any program in a folder. */
    static Run run(Path in, String program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile("gradcam", ".out");
        var err = Files.createTempFile("gradcam", ".err");
        try {
            var process = new ProcessBuilder(command)
                    .directory(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertTrue(ended, () -> command + " did not end within " + MINUTES + " minutes");
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
