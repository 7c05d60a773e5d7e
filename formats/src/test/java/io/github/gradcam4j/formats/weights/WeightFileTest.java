package io.github.gradcam4j.formats.weights;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Base of tests that write bytes to a file and read it. */
abstract class WeightFileTest {
    @TempDir
    private Path folder;

    StateDict read(byte[] bytes) throws IOException {
        return StateDict.read(file(bytes));
    }

    Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("weights"), bytes);
    }

    void assertRefused(String reason, byte[] bytes) {
        WeightFormatException refusal = assertThrows(WeightFormatException.class, () -> read(bytes));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    static float[] values(StateDict dict, String name) {
        FloatBuffer floats = dict.find(name).orElseThrow().floats();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }
}
