package io.github.gradcam4j.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFailureLeavesAllAsItWas() throws IOException {
        var file = folder.resolve("a/file");
        AtomicFile.write(file, new byte[] {1});
        assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, part -> {
                    Files.write(part, new byte[] {2});
                    throw new IOException("disk full");
                }));
        assertEquals(1, Files.readAllBytes(file)[0]);
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }
}
