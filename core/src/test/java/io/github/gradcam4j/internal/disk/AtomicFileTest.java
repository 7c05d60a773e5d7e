package io.github.gradcam4j.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedAndItsFoldersAreCreated() throws IOException {
        var file = folder.resolve("a/b/file");
        AtomicFile.write(file, new byte[] {1});
        AtomicFile.write(file, new byte[] {2, 3});
        assertArrayEquals(new byte[] {2, 3}, Files.readAllBytes(file));
    }

    @Test
    void aPublishedFileHasItsFinalNameAlone() throws IOException {
        var part = Files.write(folder.resolve("part"), new byte[] {4});
        var file = Files.write(folder.resolve("file"), new byte[] {1});
        AtomicFile.publish(part, file);
        assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
        assertFalse(Files.exists(part));
    }

    @Test
    void anInterruptedPublicationChangesNothing() throws IOException {
        var part = Files.write(folder.resolve("part"), new byte[] {4});
        var file = Files.write(folder.resolve("file"), new byte[] {1});
        Thread.currentThread().interrupt();
        assertThrows(ClosedByInterruptException.class, () -> AtomicFile.publish(part, file));
        assertTrue(Thread.interrupted());
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
        assertTrue(Files.exists(part));
    }

    @Test
    void aFailureLeavesAllAsItWas() throws IOException {
        var file = folder.resolve("a/file");
        AtomicFile.write(file, new byte[] {1});
        var failure = assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, part -> {
                    Files.write(part, new byte[] {2});
                    throw new IOException("No space left on device");
                }));
        assertEquals(file + ": No space left on device", failure.getMessage());
        assertEquals(1, Files.readAllBytes(file)[0]);
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }
}
