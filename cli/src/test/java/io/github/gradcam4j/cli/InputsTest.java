package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.report.ErrorMessages;
import io.github.gradcam4j.samples.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    private static Inputs found(String... arguments) throws InterruptedException {
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
    void aFolderStandsForThePicturesBelowItInOrder() throws Exception {
        var found = found(folder.toString());
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found));
        assertEquals(List.of(), found.failures());
    }

    @Test
    void aPictureNamedTwiceIsDoneOnce() throws Exception {
        String file = folder.resolve("a.png").toString();
        String again = folder.resolve("sub/../a.png").toString();
        var found = found("sample:lighthouse", file, folder.toString(), again, "sample:lighthouse");
        assertEquals(
                List.of("lighthouse", "a.png", "b.JPG", "c.webp"),
                found.images().stream().map(InputImage::file).toList());
    }

    @Test
    void whatIsNotThereIsNamedAndTheRestIsFound() throws Exception {
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
    void aLinkThatLeadsNowhereIsTheFailureOfThatFile() throws Exception {
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

    /** A loop fails for every user, as a folder without permission does for all but the administrator. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void hiddenFoldersAreNotSearchedAndDoNotFail() throws Exception {
        Files.createSymbolicLink(folder.resolve("sub/.up"), Path.of(".."));
        var closed = Files.createDirectory(folder.resolve("sub/.closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        var found = found(folder.toString());
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found));
        assertEquals(List.of(), found.failures());
        var named = found(folder.resolve("sub/.hidden").toString());
        assertEquals(List.of("d.png"), names(named), "a hidden folder that the user names is searched");
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
    void aPatternStandsForTheImagesThatMatch() throws Exception {
        assertEquals(List.of("a.png", "b.JPG"), names(found(folder + "/*")));
        assertEquals(List.of("a.png", "b.JPG", "sub/deep/c.webp"), names(found(folder + "/**")));
        assertEquals(List.of("a.png", "sub/deep/c.webp"), names(found(folder + "/**/*.{png,webp}")));
        assertEquals(List.of("deep/c.webp"), names(found(folder + "/sub/d??p/[a-c].webp")));
        assertEquals("no images match this pattern", message(folder + "/*.gif"));
        String wrong = "there is no such file, and it is not a pattern either: ";
        assertEquals(wrong + "missing '}", message(folder + "/*.{png"));
        assertEquals(wrong + "invalid range", message(folder + "/[z-a].png"));
        Files.createFile(folder.resolve("[x].png"));
        assertEquals(List.of("[x].png"), names(found(folder + "/[x].png")), "a file of that name comes first");
    }

    @Test
    void stdinIsReadOnceAndItsResultsHaveAName() throws Exception {
        var found = found("-", "-");
        assertEquals(1, found.images().size());
        assertEquals("-", found.images().get(0).name());
        assertEquals(
                Path.of("stdin"),
                new ResultNames(found.images()).of(found.images().get(0)));
        assertTrue(message("https://example.com/a.jpg").contains("curl"), "an address");
    }

    /** A read of the terminal, or of a pipe, goes on after an interrupt. */
    @Test
    @Timeout(60)
    void anInterruptEndsTheWaitForStdin() throws Exception {
        var reading = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var stdin = new InputStream() {
            @Override
            public int read() {
                reading.countDown();
                while (true) {
                    try {
                        end.await();
                        return -1;
                    } catch (InterruptedException goOn) {
                        // as a read of the system does
                    }
                }
            }
        };
        var search = new FutureTask<>(
                () -> assertThrows(InterruptedException.class, () -> Inputs.of(List.of("-"), SAMPLES, stdin)));
        var command = new Thread(search);
        command.start();
        reading.await();
        command.interrupt();
        search.get();
        end.countDown();
    }

    private static String message(String argument) throws InterruptedException {
        return ErrorReporter.message(found(argument).failures().get(0).cause());
    }
}
