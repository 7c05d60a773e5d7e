package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.report.ErrorMessages;
import io.github.gradcam4j.samples.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

    private static final Samples SAMPLES = Samples.drawn();

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        for (String file : List.of(
                "b.JPG",
                "a.png",
                "a.resnet50.layer4.gradcam.345.png",
                "a.resnet50.layer4.gradcam.345-vs-7.figure.png",
                "notes.txt",
                "sub/deep/c.webp",
                "sub/.hidden/d.png",
                "sub/._e.png")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.createFile(folder.resolve(file));
        }
        Files.createDirectory(folder.resolve("empty"));
    }

    private static Inputs found(String... arguments) {
        return Inputs.of(List.of(arguments), SAMPLES, new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }

    private static List<String> names(Inputs found) {
        return found.images().stream()
                .map(i -> i.folder().resolve(i.file()).toString().replace('\\', '/'))
                .toList();
    }

    /** Returns the message for each failed file below the folder. */
    private Map<String, String> failures(Inputs found) {
        return found.failures().stream()
                .collect(Collectors.toMap(
                        f -> folder.relativize(Path.of(f.input())).toString().replace('\\', '/'),
                        f -> ErrorMessages.of(f.cause(), f.input())));
    }

    @Test
    void aFolderStandsForThePicturesBelowItInOrder() {
        var found = found(folder.toString());
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found));
        assertEquals(List.of(), found.failures());
    }

    @Test
    void aPictureNamedTwiceIsDoneOnce() {
        String file = folder.resolve("a.png").toString();
        String again = folder.resolve("sub/../a.png").toString();
        var found = found("sample:lighthouse", file, folder.toString(), again, "sample:lighthouse");
        assertEquals(
                List.of("lighthouse", "a.png", "b.JPG", "c.webp"),
                found.images().stream().map(InputImage::file).toList());
    }

    @Test
    void whatIsNotThereIsNamedAndTheRestIsFound() {
        var missing = folder.resolve("missing.png").toString();
        var empty = folder.resolve("empty").toString();
        var found = found(
                missing, empty, "sample:lighthaus", folder.resolve("b.JPG").toString());
        assertEquals(1, found.images().size());
        assertEquals(
                List.of(missing, empty, "sample:lighthaus"),
                found.failures().stream().map(Inputs.Failure::input).toList());
        assertTrue(ErrorReporter.message(found.failures().get(0).cause()).startsWith("there is no file"));
        assertTrue(ErrorReporter.message(found.failures().get(1).cause()).startsWith("no images in this folder"));
        assertTrue(ErrorReporter.message(found.failures().get(2).cause()).contains("the nearest are lighthouse"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkThatLeadsNowhereIsTheFailureOfThatFile() throws IOException {
        Files.createSymbolicLink(folder.resolve("a-dead.png"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("dead.txt"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("loop1.png"), Path.of("loop2.png"));
        Files.createSymbolicLink(folder.resolve("loop2.png"), Path.of("loop1.png"));
        Files.createSymbolicLink(folder.resolve("sub/up"), Path.of(".."));
        var found = found(folder.toString(), folder.resolve("a-dead.png").toString());
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found));
        String dead = "it is a link to a file that does not exist";
        assertEquals(
                Map.of(
                        "a-dead.png", dead,
                        "loop1.png", dead,
                        "loop2.png", dead,
                        "sub/up", "it is a link to a folder above it, which is not followed"),
                failures(found));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsTheFailureOfThatFile() throws Exception {
        assertEquals(0, Program.run(folder, "mkfifo", "pipe.png").code());
        var found = found(folder.toString());
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found));
        assertEquals(Map.of("pipe.png", "it is a pipe or a device, not an ordinary file"), failures(found));
        assertEquals(1, found("/dev/null").failures().size());
    }

    /** Java decodes bytes that are not UTF-8 to the same character; such names are arguments, too. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesThatAreNotUtf8() throws Exception {
        String script = "for n in '\\377\\376' '\\376\\377'; do : > \"$(printf \"x$n.png\")\"; done";
        assertEquals(0, Program.run(folder, "sh", "-c", script).code());
        var all = found(folder.toString());
        assertEquals(
                List.of("a.png", "b.JPG", "sub/deep/c.webp", "x\uFFFD\uFFFD.png", "x\uFFFD\uFFFD.png"), names(all));
        assertEquals(
                2,
                all.images().stream()
                        .map(new ResultNames(all.images())::of)
                        .filter(n -> n.toString().startsWith("x"))
                        .distinct()
                        .count());
        var named = found(folder.resolve("x\uFFFD\uFFFD.png").toString());
        assertEquals(List.of("x\uFFFD\uFFFD.png", "x\uFFFD\uFFFD.png"), names(named));
        assertEquals(List.of(), named.failures());
    }

    @Test
    void aPatternStandsForTheImagesThatMatch() throws IOException {
        assertEquals(List.of("a.png", "b.JPG"), names(found(folder + "/*")));
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found(folder + "/**")));
        assertEquals(List.of("a.png", "sub/deep/c.webp"), names(found(folder + "/**/*.{png,webp}")));
        assertEquals(List.of("deep/c.webp"), names(found(folder + "/sub/d??p/[a-c].webp")));
        assertEquals("no images match this pattern", message(folder + "/*.gif"));
        assertEquals("there is no such file, and as a pattern it lacks a bracket", message(folder + "/*.{png"));
        Files.createFile(folder.resolve("[x].png"));
        assertEquals(List.of("[x].png"), names(found(folder + "/[x].png")), "a file of that name comes first");
    }

    @Test
    void stdinIsReadOnceAndItsResultsHaveAName() {
        var found = found("-", "-");
        assertEquals(1, found.images().size());
        assertEquals("-", found.images().get(0).name());
        assertEquals(
                Path.of("stdin"),
                new ResultNames(found.images()).of(found.images().get(0)));
        assertTrue(message("https://example.com/a.jpg").contains("curl"), "an address");
    }

    private static String message(String argument) {
        return ErrorReporter.message(found(argument).failures().get(0).cause());
    }
}
