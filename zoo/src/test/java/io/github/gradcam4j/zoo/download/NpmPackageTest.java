package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in place of npm fail in every way that npm may; {@code ZooDownloadTest} runs the real npm. */
@Timeout(30)
@DisabledOnOs(OS.WINDOWS)
class NpmPackageTest {

    @TempDir
    Path folder;

    private ScratchDirectory scratch;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.at(folder.resolve("scratch"));
    }

    @Test
    void theArchiveIsFoundWhereNpmLeavesIt() throws Exception {
        var phases = new ArrayList<DownloadListener.Progress>();
        try (var place = scratch) {
            var archive = npm("echo \"$@\" > arguments.txt; sleep 0.5; printf abc > model-1.0.0.tgz")
                    .fetch(place, 3, phases::add);
            assertEquals("abc", Files.readString(archive));
            String arguments = Files.readString(archive.resolveSibling("arguments.txt"));
            assertTrue(arguments.startsWith("pack model@1.0.0 --ignore-scripts "), arguments);
            assertTrue(phases.size() > 1 && phases.get(phases.size() - 1).done() == 3, phases.toString());
        }
        assertFalse(Files.exists(scratch.path()));
    }

    @Test
    void npmsOwnWordsAreRepeated() throws Exception {
        String script = "echo 'npm error code ENOTFOUND' >&2; echo 'npm error network: offline' >&2;"
                + " echo 'npm error A complete log of this run' >&2; exit 1";
        fails("npm could not fetch model@1.0.0: code ENOTFOUND; network: offline", npm(script));
        fails("npm could not fetch model@1.0.0: it gave no reason", npm("exit 1"));
    }

    @Test
    void npmThatLeavesNothingIsNotBelieved() throws Exception {
        fails("npm reported success for model@1.0.0 but wrote no archive", npm("exit 0"));
    }

    @Test
    void npmThatHardlyMovesIsGivenUp() throws Exception {
        var second = Duration.ofSeconds(1);
        var limits = new TimeLimits(second, second, second, second);
        var npm = new NpmPackage("model@1.0.0", List.of("sh", "-c", "sleep 20; exit 1", "npm"), limits);
        var e = assertThrows(DownloadException.class, () -> npm.fetch(scratch, 3, DownloadListener.SILENT));
        String expected =
                "npm could not fetch model@1.0.0: only 0 bytes arrived in 1 seconds, so the download was given up";
        assertEquals(expected, e.getMessage());
    }

    @Test
    void npmThatFetchesTooMuchIsStopped() throws Exception {
        fails("npm could not fetch model@1.0.0: it has ", npm("dd if=/dev/zero of=big bs=1M count=70; sleep 20"));
    }

    @Test
    void aPackageWhoseSizeTheCardDoesNotState() throws Exception {
        var e = assertThrows(
                DownloadException.class,
                () -> npm("truncate -s 3G big; sleep 20").fetch(scratch, 0, DownloadListener.SILENT));
        assertEquals(
                "npm could not fetch model@1.0.0: it has 1,610,612,736 bytes or more, and the limit is 536,870,912"
                        + " because the card does not state its size",
                e.getMessage());
    }

    @Test
    void aLogOfMegabytesDoesNotHideTheReason() throws Exception {
        String script = "echo 'npm error code E404' >&2; head -c 3000000 /dev/zero | tr '\\0' 'k' >&2; exit 1";
        fails("npm could not fetch model@1.0.0: code E404; kkk", npm(script));
    }

    @Test
    void aLineOfMegabytesIsCut() throws Exception {
        var e = assertThrows(
                DownloadException.class,
                () -> npm("head -c 300000 /dev/zero | tr '\\0' 'k' >&2; printf '\\033[31m' >&2; exit 1")
                        .fetch(scratch, 3, DownloadListener.SILENT));
        assertTrue(e.getMessage().length() < 400, e.getMessage());
        assertFalse(e.getMessage().contains("\u001b"), e.getMessage());
    }

    @Test
    void npmMissing() throws Exception {
        var absent =
                new NpmPackage("model@1.0.0", List.of(folder.resolve("no-npm").toString()), TimeLimits.DEFAULT);
        fails("npm is needed to fetch model@1.0.0, and is not installed or not on the path", absent);
    }

    /** Another try after a failure finds a clean place. */
    @Test
    void twoPackagesDoNotMeet() throws Exception {
        try (var place = scratch) {
            assertThrows(
                    DownloadException.class,
                    () -> npm("printf half > a.tgz; exit 1").fetch(place, 3, DownloadListener.SILENT));
            var archive = npm("printf whole > b.tgz").fetch(place, 3, DownloadListener.SILENT);
            assertEquals("whole", Files.readString(archive));
        }
    }

    @Test
    void anInterruptEndsNpmAndItsChildren() throws Exception {
        var started = new CountDownLatch(1);
        var outcome = new ArrayList<Class<?>>();
        var thread = new Thread(() -> {
            try (var place = scratch) {
                npm("sleep 600 & echo $! > child; wait").fetch(place, 3, p -> started.countDown());
            } catch (Exception e) {
                outcome.add(e.getClass());
            }
        });
        thread.start();
        started.await();
        long child = Long.parseLong(Files.readString(find("child")).strip());
        thread.interrupt();
        thread.join();
        assertEquals(List.of(InterruptedException.class), outcome);
        assertFalse(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
        assertFalse(Files.exists(scratch.path()));
    }

    private Path find(String name) throws IOException {
        try (var files = Files.walk(scratch.path())) {
            return files.filter(f -> f.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static NpmPackage npm(String script) {
        return new NpmPackage("model@1.0.0", List.of("sh", "-c", script, "npm"), TimeLimits.DEFAULT);
    }

    private void fails(String expected, NpmPackage npm) throws Exception {
        var e = assertThrows(DownloadException.class, () -> npm.fetch(scratch, 3, DownloadListener.SILENT));
        assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    }
}
