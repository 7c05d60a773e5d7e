package io.github.gradcam4j.zoo.beside;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import io.github.gradcam4j.model.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The files with settings beside a model; the first byte of an input selects one. */
class NeighborFilesFuzzTest {

    private static final List<String> NAMES = List.of("preprocessor_config.json", "config.json", "metadata.json");

    @FuzzTest
    void reads(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        Path folder = Reader.Folder.PATH;
        String name = NAMES.get(Math.floorMod(input[0], NAMES.size()));
        for (String other : NAMES) {
            Files.deleteIfExists(folder.resolve(other));
        }
        Reader.file(name, Arrays.copyOfRange(input, 1, input.length));
        Reader reader = () -> {
            var notes = NeighborFiles.add(Settings.NONE, folder.resolve("model.onnx"))
                    .notes();
            if (!notes.isEmpty()) {
                throw new IOException(notes.get(0));
            }
        };
        reader.check();
    }
}
