package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test starts a process, since a library is loaded once per process. */
class NativeLibraryTest {

    @TempDir
    private Path folder;

    private static final String NO_HOME = "";
    private static final String HALT = "halt";

    /** Starts the engine; its arguments are the home if any, and one more. */
    static final class Start {
        public static void main(String[] arguments) throws IOException {
            if (!arguments[0].equals(NO_HOME)) {
                NativeLibrary.unpackInto(Path.of(arguments[0]));
            }
            System.out.println("started " + NativeLibrary.environment().getVersion());
            if (arguments[1].equals(HALT)) {
                Runtime.getRuntime().halt(0);
            }
        }
    }

    /** ONNX Runtime 1.29.0 ends the process here: its start-up code copies the command line into a fixed space. */
    @Test
    void theEngineStartsUnderALongCommandLine() throws Exception {
        String said = start(folder.resolve("home").toString(), "x".repeat(20_000));
        assertTrue(said.startsWith("started 1."), said);
    }

    @Test
    void theLibraryIsUnpackedOnceAndNothingIsLeftBehind() throws Exception {
        var home = folder.resolve("home");
        start(home.toString(), "first");
        var unpacked = list(home.resolve("native"));
        assertEquals(1, unpacked.size(), unpacked.toString());
        var library = unpacked.get(0).resolve(System.mapLibraryName("onnxruntime"));
        var written = Files.getLastModifiedTime(library);
        start(home.toString(), "second");
        assertEquals(written, Files.getLastModifiedTime(library));
        assertEquals(unpacked, list(home.resolve("native")));
        assertEquals(List.of(), list(folder.resolve("temporary")));
    }

    @Test
    void nothingIsLeftBehindByAProcessThatIsStopped() throws Exception {
        start(folder.resolve("home").toString(), HALT);
        assertEquals(List.of(), list(folder.resolve("temporary")));
    }

    @Test
    void nothingIsLeftBehindWithoutAHome() throws Exception {
        start(NO_HOME, "first");
        assertEquals(List.of(), list(folder.resolve("temporary")));
    }

    private String start(String home, String argument) throws Exception {
        var temporary = Files.createDirectories(folder.resolve("temporary"));
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Start.class.getName(),
                home,
                argument);
        var log = folder.resolve("log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the engine did not start within a minute");
        String said = Files.readString(log.toPath()).strip();
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
