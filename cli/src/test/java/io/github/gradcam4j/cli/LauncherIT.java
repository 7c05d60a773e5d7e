package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {

    @TempDir
    private Path folder;

    @Test
    void saysItsVersionAndNothingElse() throws Exception {
        var run = Program.gradcam(folder, "--version");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        String archive = Program.archive().getFileName().toString();
        String version = run.out().lines().findFirst().orElseThrow();
        assertEquals(archive.replace("gradcam4j-", "gradcam4j ").replace(".zip", ""), version);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void isFoundThroughLinksAndSpaces() throws Exception {
        var elsewhere = Files.createDirectories(folder.resolve("a folder/bin"));
        Files.createSymbolicLink(elsewhere.resolve("real"), Program.folder().resolve("gradcam"));
        Files.createSymbolicLink(elsewhere.resolve("grad cam"), Path.of("real"));
        var run = Program.run(folder, elsewhere.resolve("grad cam").toString(), "--version");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("gradcam4j "), run.out());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anOldJavaIsRefused() throws Exception {
        var home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
        assertTrue(home.resolve("bin/java").toFile().setExecutable(true));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        var launcher = Program.folder().resolve("gradcam").toString();
        var run = Program.run(
                folder,
                "/usr/bin/env",
                "JAVA_HOME=" + home,
                "PATH=" + home.resolve("bin") + ":/usr/bin:/bin",
                launcher);
        assertEquals(1, run.code());
        assertTrue(run.err().contains("Java 17 or later is needed, version 11 in " + home), run.err());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void classesComeFromTheJvmsOwnArchive() throws Exception {
        var run = withOptions("-Xlog:class+load");
        assertEquals(0, run.code(), run.err());
        assertTrue(
                run.out()
                        .lines()
                        .anyMatch(l -> l.contains(" " + Main.class.getName() + " source: shared objects file")),
                run.out());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anArchiveThatJavaCannotUseIsPassedOver() throws Exception {
        withOptions("");
        try (var archives = Files.newDirectoryStream(Program.folder(), "*.jsa")) {
            for (Path archive : archives) {
                Files.delete(archive);
                Files.writeString(archive, "no archive");
                var run = withOptions("");
                Files.delete(archive);
                assertEquals(0, run.code(), run.err());
                assertEquals("", run.err());
                assertTrue(run.out().startsWith("gradcam4j "), run.out());
            }
        }
    }

    private Program.Run withOptions(String java) throws Exception {
        var launcher = Program.folder().resolve("gradcam").toString();
        return Program.run(folder, "/usr/bin/env", "GRADCAM_JAVA_OPTS=" + java, launcher, "--version");
    }

    @Test
    void theArchiveRunsWithoutABuild() throws Exception {
        unpack(Program.archive(), folder);
        try (var tops = Files.list(folder)) {
            var top = tops.toList();
            assertEquals(1, top.size(), "one folder in the archive");
            var jar = top.get(0).resolve("gradcam.jar");
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var run = Program.run(folder, java, "-jar", jar.toString(), "gradient", "--help");
            assertEquals(0, run.code(), run.err());
            assertEquals("", run.err());
            assertTrue(Files.size(top.get(0).resolve("LICENSE")) > 0);
        }
    }

    @Test
    void theClassPathIsWhatIsInTheArchive() throws Exception {
        try (var jar = new JarFile(Program.folder().resolve("gradcam.jar").toFile());
                var libraries = Files.list(Program.folder().resolve("lib"))) {
            var wanted = jar.getManifest().getMainAttributes().getValue("Class-Path");
            assertEquals(
                    List.of(wanted.split(" ")).stream().sorted().toList(),
                    libraries.map(f -> "lib/" + f.getFileName()).sorted().toList());
        }
    }

    @Test
    void theNoticeNamesEveryLibrary() throws Exception {
        String notice = Files.readString(Program.folder().resolve("NOTICE"));
        try (var libraries = Files.list(Program.folder().resolve("lib"))) {
            var unnamed = libraries
                    .map(f -> f.getFileName().toString().replaceAll("-\\d.*", ""))
                    .filter(name -> !name.startsWith("gradcam4j-"))
                    .filter(name -> !notice.lines()
                            .anyMatch(l -> List.of(l.strip().split("[ ,]+")).contains(name)))
                    .sorted()
                    .toList();
            assertEquals(List.of(), unnamed);
        }
    }

    /** A user's own version of protobuf, and of ONNX's messages, must never meet ours. */
    @Test
    void protobufIsRelocated() throws Exception {
        var lib = Program.folder().resolve("lib");
        try (var libraries = Files.list(lib)) {
            var names = libraries.map(f -> f.getFileName().toString()).toList();
            assertTrue(names.stream().noneMatch(name -> name.startsWith("protobuf")), names.toString());
            String core = names.stream()
                    .filter(name -> name.startsWith("gradcam4j-core-"))
                    .findFirst()
                    .orElseThrow();
            try (var jar = new JarFile(lib.resolve(core).toFile())) {
                var classes = jar.stream().map(JarEntry::getName).toList();
                assertTrue(classes.contains("io/github/gradcam4j/internal/protobuf/Message.class"));
                assertEquals(
                        List.of(),
                        classes.stream()
                                .filter(name -> name.startsWith("com/google/") || name.startsWith("ai/onnx/"))
                                .toList());
                assertTrue(jar.getEntry("META-INF/licenses/protobuf-java.txt") != null);
            }
        }
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }
}
