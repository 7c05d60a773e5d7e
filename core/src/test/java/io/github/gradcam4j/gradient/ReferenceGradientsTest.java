package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of all graphs of the reference data, compared with PyTorch's. */
class ReferenceGradientsTest {

    /** Both compute in float32, with different orders of sums. */
    private static final double TOLERANCE = 2e-4;

    @TestFactory
    Stream<DynamicTest> agreeWithAutograd() throws IOException {
        try (var files = Files.list(ReferenceData.path("gradients"))) {
            return files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList().stream()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> compare(f)));
        }
    }

    private static void compare(Path file) throws IOException {
        var json = new ObjectMapper()
                .readTree(Path.of(file.toString().replace(".onnx", ".json")).toFile());
        var inputs = Map.of("x", tensor(json.get("input")));
        var gradient = GradientGraph.vectorJacobian(ModelSource.of(file), inputs);
        try (var runner = gradient.open()) {
            assertClose(tensor(json.get("gradient")), runner.run(inputs, tensor(json.get("seed"))));
        }
    }

    private static Tensor tensor(JsonNode json) {
        var shape = new long[json.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = json.get("shape").get(i).asLong();
        }
        var values = new float[json.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) json.get("data").get(i).asDouble();
        }
        return Tensor.of(values, shape);
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        var e = expected.toArray();
        var a = actual.toArray();
        assertEquals(expected.toString(), actual.toString());
        double largest = 0;
        for (float v : e) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], TOLERANCE * Math.max(largest, 1e-6), "element " + i);
        }
    }
}
