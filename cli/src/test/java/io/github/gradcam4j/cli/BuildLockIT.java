package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several launchers of one clone, whose Maven and Java are scripts: one builds, the others wait. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class BuildLockIT {

    @TempDir
    private Path folder;

    private Path lock;

    @BeforeEach
    void fill() throws IOException {
        Files.copy(Path.of(System.getProperty("gradcam.root"), "gradcam"), folder.resolve("gradcam"));
        for (String directory :
                List.of("cli/src/main", "cli/src/assembly", "cli/target", "studio/web", "bin", "jdk/bin")) {
            Files.createDirectories(folder.resolve(directory));
        }
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("cli/pom.xml"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        script("jdk/bin/java", "echo ran");
        script("bin/mvn", """
                mkdir running || echo two at a time >>builds
                echo build >>builds
                sleep 1
                mkdir -p cli/target/dist/gradcam4j-1/lib
                touch cli/target/dist/gradcam4j-1/gradcam.jar cli/target/gradcam4j-1.zip
                rmdir running
                """);
        lock = folder.resolve("cli/target/build.lock");
    }

    private void script(String file, String text) throws IOException {
        var path = Files.writeString(folder.resolve(file), "#!/bin/sh\n" + text + "\n");
        assertTrue(path.toFile().setExecutable(true));
    }

    private Process launch(Path err) throws IOException {
        var command = new ProcessBuilder(folder.resolve("gradcam").toString(), "--version");
        command.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        folder.resolve("jdk").toString(),
                        "PATH",
                        folder.resolve("bin") + ":" + System.getenv("PATH")));
        return command.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
    }

    /** Each removes files after another pause, so that one of them is late. */
    @Test
    void ofThoseThatFindTheLockOfAnEndedProcessOneBuilds() throws Exception {
        script("bin/rm", "sleep 0.$(($$ % 10)); exec /bin/rm \"$@\"");
        var ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(lock, ended.pid() + "\n");
        var launched = new ArrayList<Process>();
        for (int i = 0; i < 6; i++) {
            launched.add(launch(folder.resolve("err" + i)));
        }
        for (int i = 0; i < launched.size(); i++) {
            assertEquals(0, launched.get(i).waitFor(), Files.readString(folder.resolve("err" + i)));
        }
        assertEquals(List.of("build"), Files.readAllLines(folder.resolve("builds")));
        try (var files = Files.list(folder.resolve("cli/target"))) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("build.lock")));
        }
    }

    @Test
    void theWaitForAnotherBuildIsReported() throws Exception {
        Files.writeString(lock, ProcessHandle.current().pid() + "\n");
        var err = folder.resolve("err");
        var waiting = launch(err);
        String note =
                "waiting for another build (process " + ProcessHandle.current().pid() + ")";
        while (!Files.readString(err).contains(note)) {
            assertTrue(waiting.isAlive(), Files.readString(err));
            Thread.sleep(50);
        }
        assertFalse(Files.exists(folder.resolve("builds")));
        Files.delete(lock);
        assertEquals(0, waiting.waitFor(), Files.readString(err));
        assertEquals(List.of("build"), Files.readAllLines(folder.resolve("builds")));
    }
}
