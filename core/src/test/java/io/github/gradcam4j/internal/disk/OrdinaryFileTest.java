package io.github.gradcam4j.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class OrdinaryFileTest {

    @TempDir
    Path folder;

    @Test
    void aFileIsReadUpToTheLimit() throws IOException {
        var file = Files.write(folder.resolve("a"), new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, OrdinaryFile.read(file, 3));
        assertEquals(file + ": it has more than 2 bytes, which is the limit here", message(file, 2));
    }

    @Test
    void aLinkToAFileIsFollowed() throws IOException {
        var file = Files.write(folder.resolve("a"), new byte[] {1});
        var link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertArrayEquals(new byte[] {1}, OrdinaryFile.read(link, 10));
    }

    @Test
    void whatIsNoFileIsNotOpened() throws Exception {
        var missing = folder.resolve("missing");
        var dangling = Files.createSymbolicLink(folder.resolve("dangling"), missing);
        assertEquals(missing.toString(), message(missing, 10));
        assertEquals(dangling + ": it is a link to a file that does not exist", message(dangling, 10));
        assertThrows(NoSuchFileException.class, () -> OrdinaryFile.open(dangling));
        assertEquals(folder + ": it is a folder, not a file", message(folder, 10));
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        var pipe = folder.resolve("pipe");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo");
        var process = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0, "no pipe can be made here");
        assertEquals(pipe + ": it is a pipe or a device, not an ordinary file", message(pipe, 10));
    }

    private static String message(Path file, int largest) {
        return assertThrows(FileSystemException.class, () -> OrdinaryFile.read(file, largest))
                .getMessage();
    }
}
