package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {

    private static final Tensor X = Tensor.of(new float[3 * 8 * 8], 1, 3, 8, 8);

    @TempDir
    Path folder;

    private Path file;
    private byte[] bytes;

    private void write() throws IOException {
        file = Files.write(folder.resolve("net.onnx"), model().toBytes());
        bytes = Files.readAllBytes(file);
    }

    private static Graph model() {
        var g = TestGraph.opset(18);
        String maps = g.op("Relu", g.conv(g.x("N", 3, 8, 8), 3, 16, 3, 1));
        String pooled = g.op("Flatten", g.op("GlobalAveragePool", maps));
        // Large enough for the weights to be moved outside the heap.
        return g.model(g.gemm(pooled, 16, 100));
    }

    @Test
    void allSourcesOpenTheSameModel() throws IOException {
        write();
        var sources = List.of(
                ModelSource.of(file),
                ModelSource.of(bytes),
                ModelSource.read("net.onnx", new ByteArrayInputStream(bytes)),
                ModelSource.of(ModelSource.of(file).graph()));
        var expected = run(ModelSource.of(file).graph());
        for (var source : sources) {
            assertArrayEquals(expected, run(source.graph()), source.toString());
            assertEquals(5, source.outline().nodes().size());
            var copy = folder.resolve("copy.onnx");
            source.writeTo(copy);
            assertArrayEquals(expected, run(ModelSource.of(copy).graph()));
            try (var explainer = Explainer.open(source)) {
                assertEquals(100, explainer.labels().size());
                assertEquals(expected[7], explainer.classify(X).of(7).logit());
            }
        }
        assertEquals(
                List.of("net", "model", "net", "graph"),
                sources.stream().map(ModelSource::name).toList());
    }

    private static float[] run(Graph graph) {
        try (var session = Session.open(graph)) {
            return session.run(Map.of("x", X)).values().iterator().next().toArray();
        }
    }

    @Test
    void aResourceOfTheClassPathIsRead() throws Exception {
        write();
        var here = Path.of(
                ModelSourceTest.class.getResource("ModelSourceTest.class").toURI());
        var resource = Files.copy(file, here.resolveSibling("resource.onnx"), StandardCopyOption.REPLACE_EXISTING);
        try {
            var source = ModelSource.resource(ModelSourceTest.class, "resource.onnx");
            assertEquals("resource", source.name());
            assertArrayEquals(run(ModelSource.of(file).graph()), run(source.graph()));
        } finally {
            Files.delete(resource);
        }
        var e = assertThrows(
                FileNotFoundException.class, () -> ModelSource.resource(ModelSourceTest.class, "none.onnx"));
        assertTrue(e.getMessage().contains("none.onnx"));
    }

    @Test
    void sourcesAreEqualIfTheyAreTheSameFileOrObject() throws IOException {
        write();
        assertEquals(ModelSource.of(file), ModelSource.of(file));
        assertEquals(ModelSource.of(file).hashCode(), ModelSource.of(file).hashCode());
        assertEquals(ModelSource.of(bytes), ModelSource.of(bytes));
        assertNotEquals(ModelSource.of(bytes), ModelSource.of(bytes.clone()));
        assertNotEquals(ModelSource.of(bytes), ModelSource.of("other", bytes));
        assertNotEquals(ModelSource.of(file), ModelSource.of(bytes));
        assertEquals("ModelSource[" + file + "]", ModelSource.of(file).toString());
        assertEquals("ModelSource[model]", ModelSource.of(bytes).toString());
    }

    @Test
    void damagedBytesAreRefused() throws IOException {
        write();
        for (int length : new int[] {0, 10, bytes.length / 2, bytes.length - 1}) {
            var source = ModelSource.of(Arrays.copyOf(bytes, length));
            assertThrows(InvalidModelException.class, source::graph, "cut at " + length);
        }
    }

    /** External data belongs to a file: a model in memory has no folder. */
    @Test
    void bytesHaveNoExternalData() throws IOException {
        var x = Tensor.of(new float[] {2, 2}, 1, 2);
        var file = ExternalWeights.write(folder, "weights.bin", 4, 8);
        try (var session = Session.open(ModelSource.of(file).graph())) {
            assertArrayEquals(
                    new float[] {6, 10},
                    session.run(Map.of("x", x)).values().iterator().next().toArray());
        }
        var source = ModelSource.of(Files.readAllBytes(file));
        var e = assertThrows(InvalidModelException.class, source::graph);
        assertTrue(e.getMessage().contains("weights.bin") && e.getMessage().contains("by its path"), e.getMessage());
    }
}
