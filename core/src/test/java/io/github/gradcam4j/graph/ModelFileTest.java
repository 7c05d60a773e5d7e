package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    @TempDir
    Path outside;

    private Path folder;

    @BeforeEach
    void weightsInTwoFiles() throws IOException {
        folder = Files.createDirectory(outside.resolve("model"));
        Files.write(outside.resolve("secret.bin"), ExternalWeights.bytes());
    }

    @Test
    void weightsBesideTheModelAreRead() throws IOException {
        var file = write("weights.bin", 4, 8);
        var x = Map.of("x", Tensor.of(new float[] {2, 2}, 1, 2));
        for (var graph : new Graph[] {ModelFile.graph(file), ModelFile.graph(ModelFile.read(file))}) {
            try (var session = Session.open(graph)) {
                var y = session.run(x).values().iterator().next();
                assertArrayEquals(new float[] {6, 10}, y.toArray());
            }
        }
    }

    @Test
    void weightsOutsideTheFolderAreRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.bin"), outside.resolve("secret.bin"));
        for (String location : new String[] {
            "../secret.bin", outside.resolve("secret.bin").toString(), "link.bin", "../model/../secret.bin"
        }) {
            var message = refusal(write(location, 0, 8));
            assertTrue(message.contains("outside the model's folder"), location + ": " + message);
        }
    }

    @Test
    void missingWeightsAreNamed() throws IOException {
        assertTrue(refusal(write("gone.bin", 0, 8)).contains("gone.bin"));
        assertTrue(refusal(write("", 0, 8)).contains("not beside the model"));
        assertTrue(refusal(write("weights.bin", 8, 8)).contains("has 12"));
        assertTrue(refusal(write("weights.bin", Long.MAX_VALUE, 8)).contains("has 12"));
        assertTrue(refusal(write("weights.bin", -4, 8)).contains("has 12"));
    }

    private static String refusal(Path file) {
        return assertThrows(InvalidModelException.class, () -> ModelFile.graph(file))
                .getMessage();
    }

    private Path write(String location, long offset, long length) throws IOException {
        return ExternalWeights.write(folder, location, offset, length);
    }
}
