package io.github.gradcam4j.formats.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.GradientGraph;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparison with torchvision's networks for the same weights. */
class FormulaReferenceTest {
    private static final Map<String, Tensor> INPUT = Map.of("input", Tensor.of(FormulaWeights.input(), 1, 3, 224, 224));

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50"})
    void hasTorchvisionsTensorsInItsOrder(String name) throws IOException {
        List<Parameter> parameters = Architecture.byName(name).parameters(1000);
        JsonNode order = expected(name).get("state_dict_order");
        for (int t = 0; !order.get(t).asText().equals("..."); t++) {
            assertEquals(order.get(t).asText(), parameters.get(t).name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50"})
    void givesTorchvisionsLogits(String name) throws IOException {
        JsonNode expected = expected(name);
        float[] logits;
        try (Session session = Session.open(model(name))) {
            logits = session.run(INPUT).get("logits").toArray();
        }
        double tolerance = 1e-4 * expected.get("logits_abs_max").asDouble();
        float[] first = floats(expected.get("logits_first_16"));
        assertArrayEquals(first, Arrays.copyOf(logits, first.length), (float) tolerance);
        assertEquals(expected.get("argmax").asInt(), argmax(logits));
        assertEquals(expected.get("logits_abs_max").asDouble(), largest(logits), tolerance);
    }

    @ParameterizedTest
    @CsvSource({"resnet18, layer3", "resnet18, layer4", "resnet50, layer3", "resnet50, layer4"})
    void givesTorchvisionsMaps(String name, String layer) throws IOException {
        Graph model = model(name);
        String activations = output(model, layer);
        DifferentiableGraph forward = DifferentiableGraph.of(model, INPUT);
        GraphBuilder trunk = GraphBuilder.from(forward.graph());
        trunk.output(activations);
        try (Session session = Session.open(trunk.build());
                GradientGraph.Runner gradient = GradientGraph.vectorJacobian(forward, "logits", activations)
                        .open()) {
            Tensor layerOutput = session.run(INPUT).get(activations);
            for (JsonNode cam : expected(name).get("gradcam")) {
                if (cam.get("layer").asText().equals(layer)) {
                    float[] seed = new float[1000];
                    seed[cam.get("target").asInt()] = 1;
                    assertMap(cam, layerOutput, gradient.run(INPUT, Tensor.of(seed, 1, 1000)));
                }
            }
        }
    }

    /** Returns the last tensor of a module: the output of its last node. */
    private static String output(Graph graph, String module) {
        return graph.nodes().stream()
                .filter(node -> node.name().startsWith("/" + module + "/"))
                .reduce((earlier, later) -> later)
                .map(Node::output)
                .orElseThrow();
    }

    /** Compares Grad-CAM by the paper's formula: channels weighted by the mean of their gradient. */
    private static void assertMap(JsonNode expected, Tensor activations, Tensor gradient) {
        int channels = (int) activations.dim(1);
        int area = (int) (activations.dim(2) * activations.dim(3));
        float[] a = activations.toArray();
        float[] g = gradient.toArray();
        float[] weights = new float[channels];
        float[] map = new float[area];
        for (int k = 0; k < channels; k++) {
            for (int i = 0; i < area; i++) {
                weights[k] += g[k * area + i] / area;
            }
            for (int i = 0; i < area; i++) {
                map[i] += weights[k] * a[k * area + i];
            }
        }
        assertClose(floats(expected.get("weights_first_8")), Arrays.copyOf(weights, 8));
        assertClose(floats(expected.get("cam_before_relu")), map);
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertTrue(largest(expected) > 0);
        assertArrayEquals(expected, actual, 1e-3f * largest(expected));
    }

    private static JsonNode expected(String name) throws IOException {
        return new ObjectMapper()
                .readTree(ReferenceData.path("golden/formula_weights.json").toFile())
                .get(name);
    }

    private static Graph model(String name) {
        Architecture architecture = Architecture.byName(name);
        return architecture.build(FormulaWeights.of(architecture));
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
