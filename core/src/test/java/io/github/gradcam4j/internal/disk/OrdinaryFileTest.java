package io.github.gradcam4j.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    @Test
    void aFolderWithoutPermissionIsNamed() throws Exception {
        var closed = Files.createDirectory(folder.resolve("closed"));
        var file = Files.write(closed.resolve("a"), new byte[] {1});
        assumeTrue(Files.getFileStore(closed).supportsFileAttributeView("posix"), "needs the permissions of POSIX");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assertEquals(
                    file + ": the folder " + closed + " cannot be read: this user has no permission",
                    Files.isReadable(file) ? messageOfOtherUser(file) : message(file, 10));
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Reads the file named by its argument, and prints the message. */
    static final class Reading {
        public static void main(String[] arguments) {
            try {
                System.out.println(OrdinaryFile.read(Path.of(arguments[0]), 10).length + " bytes");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** Root may read everything, so another user reads here. */
    private static String messageOfOtherUser(Path file) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "root reads every folder, and has no setpriv here");
        var command = List.of(
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName(),
                file.toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String message(Path file, int largest) {
        return assertThrows(FileSystemException.class, () -> OrdinaryFile.read(file, largest))
                .getMessage();
    }
}
