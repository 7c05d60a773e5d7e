package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.samples.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

    @Test
    void aFolderStandsForThePicturesBelowItInOrder() {
        var found = Inputs.of(List.of(folder.toString()), SAMPLES);
        assertEquals(
                List.of("a.png", "b.JPG", "sub/deep/c.webp"),
                found.images().stream()
                        .map(i -> i.folder().resolve(i.file()).toString().replace('\\', '/'))
                        .toList());
        assertEquals(List.of(), found.failures());
    }

    @Test
    void aPictureNamedTwiceIsDoneOnce() {
        String file = folder.resolve("a.png").toString();
        String again = folder.resolve("sub/../a.png").toString();
        var found =
                Inputs.of(List.of("sample:lighthouse", file, folder.toString(), again, "sample:lighthouse"), SAMPLES);
        assertEquals(
                List.of("lighthouse", "a.png", "b.JPG", "c.webp"),
                found.images().stream().map(InputImage::file).toList());
    }

    @Test
    void whatIsNotThereIsNamedAndTheRestIsFound() {
        var missing = folder.resolve("missing.png").toString();
        var empty = folder.resolve("empty").toString();
        var found = Inputs.of(
                List.of(
                        missing,
                        empty,
                        "sample:lighthaus",
                        folder.resolve("b.JPG").toString()),
                SAMPLES);
        assertEquals(1, found.images().size());
        assertEquals(
                List.of(missing, empty, "sample:lighthaus"),
                found.failures().stream().map(Inputs.Failure::input).toList());
        assertTrue(ErrorReporter.message(found.failures().get(0).cause()).startsWith("there is no file"));
        assertTrue(ErrorReporter.message(found.failures().get(1).cause()).startsWith("no images in this folder"));
        assertTrue(ErrorReporter.message(found.failures().get(2).cause()).contains("the nearest are lighthouse"));
    }
}
