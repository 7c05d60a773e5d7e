package io.github.gradcam4j.zoo.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logits that torchvision's own networks give with the same weights. */
class FormulaReferenceTest {
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50"})
    void agreesWithTorchvision(String name) throws IOException, OrtException {
        JsonNode expected = new ObjectMapper()
                .readTree(ReferenceData.path("golden/formula_weights.json").toFile())
                .get(name);
        Architecture architecture = Architecture.named(name);
        List<Parameter> parameters = architecture.parameters(1000);
        JsonNode order = expected.get("state_dict_order");
        for (int t = 0; !order.get(t).asText().equals("..."); t++) {
            assertEquals(order.get(t).asText(), parameters.get(t).name());
        }
        assertEquals(expected.get("parameters").asLong(), architecture.size(1000));

        float[] logits = Inference.logits(
                architecture.build(FormulaWeights.of(architecture)), FormulaWeights.input(), 1, 3, 224, 224);
        double largest = expected.get("logits_abs_max").asDouble();
        for (int i = 0; i < expected.get("logits_first_16").size(); i++) {
            assertEquals(expected.get("logits_first_16").get(i).asDouble(), logits[i], 1e-4 * largest, "logit " + i);
        }
        assertEquals(expected.get("argmax").asInt(), argmax(logits));
        assertEquals(largest, absMax(logits), 1e-4 * largest);
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static float absMax(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
