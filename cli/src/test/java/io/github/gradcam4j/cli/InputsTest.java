package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

    private static final Inputs.Samples SAMPLES = name -> Input.sample(name, 1, () -> {
        throw new IOException("not read here");
    });

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
                found.pictures().stream()
                        .map(i -> i.folder().resolve(i.file()).toString().replace('\\', '/'))
                        .toList());
        assertEquals(List.of(), found.failures());
    }

    @Test
    void aPictureNamedTwiceIsDoneOnce() {
        String file = folder.resolve("a.png").toString();
        String again = folder.resolve("sub/../a.png").toString();
        var found = Inputs.of(List.of("sample:zebra", file, folder.toString(), again, "sample:zebra"), SAMPLES);
        assertEquals(
                List.of("zebra", "a.png", "b.JPG", "c.webp"),
                found.pictures().stream().map(Input::file).toList());
    }

    @Test
    void whatIsNotThereIsNamedAndTheRestIsFound() {
        var missing = folder.resolve("missing.png").toString();
        var empty = folder.resolve("empty").toString();
        var found = Inputs.of(List.of(missing, empty, folder.resolve("b.JPG").toString()), SAMPLES);
        assertEquals(1, found.pictures().size());
        assertEquals(
                List.of(missing, empty),
                found.failures().stream().map(Inputs.Failure::input).toList());
        assertTrue(Failures.message(found.failures().get(0).why()).startsWith("there is no file"));
        assertTrue(Failures.message(found.failures().get(1).why()).startsWith("no pictures in this folder"));
    }
}
