package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebFolderTest {

    @TempDir
    Path folder;

    @Test
    void acceptsAFolderThatIsMissingOrEmpty() {
        assertDoesNotThrow(() -> WebFolder.requireOurs(folder.resolve("new")));
        assertDoesNotThrow(() -> WebFolder.requireOurs(folder));
    }

    @Test
    void acceptsTheFolderOfAnEarlierExport() throws IOException {
        Files.copy(Path.of("../studio/web/exported/index.html"), folder.resolve("index.html"));
        Files.writeString(folder.resolve("model.json"), "{}");

        assertDoesNotThrow(() -> WebFolder.requireOurs(folder));
    }

    @Test
    void refusesAFile() throws IOException {
        var file = Files.writeString(folder.resolve("notes"), "mine");

        assertEquals(file + " is a file, not a folder; give --web another name", refusal(file));
    }

    @Test
    void refusesAFolderWithOtherFiles() throws IOException {
        Files.writeString(folder.resolve("notes"), "mine");

        assertTrue(refusal(folder).startsWith(folder + " has other files"));
    }

    @Test
    void refusesAFolderWithAnotherPage() throws IOException {
        Files.writeString(folder.resolve("index.html"), "<!doctype html><title>Mine</title>");

        assertTrue(refusal(folder).startsWith(folder + " has other files"));
    }

    private static String refusal(Path path) {
        return assertThrows(IOException.class, () -> WebFolder.requireOurs(path))
                .getMessage();
    }
}
