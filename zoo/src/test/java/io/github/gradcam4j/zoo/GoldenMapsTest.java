package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions and maps of the real ResNet-50 beside those that PyTorch computed of the same weights and pictures. */
class GoldenMapsTest {

    /** Of a map's largest magnitude. */
    private static final double TOLERANCE = 0.005;

    private static Explainer explainer;
    private static JsonNode golden;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        var file = ReferenceData.path("golden/resnet50_msra.json");
        explainer = Explainer.open(RealModels.msra());
        golden = new ObjectMapper().readTree(file.toFile());
    }

    @AfterAll
    static void close() {
        if (explainer != null) {
            explainer.close();
        }
    }

    static Stream<String> pictures() {
        var names = new ArrayList<String>();
        golden.fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void bestFivePredictions(String picture) throws IOException, InterruptedException {
        var predictions = explainer.classify(photo(picture));
        var top = golden.get(picture).get("top5");
        for (int i = 0; i < top.size(); i++) {
            var found = predictions.top(5).get(i);
            assertEquals(top.get(i).get("index").asInt(), found.index());
            assertEquals(top.get(i).get("probability").asDouble(), found.probability(), 0.002);
            assertEquals(top.get(i).get("logit").asDouble(), found.logit(), 0.01);
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void maps(String picture) throws IOException, InterruptedException {
        compare(photo(picture), golden.get(picture).get("cams"));
    }

    @Test
    void ablationMaps() throws IOException, InterruptedException {
        compare(photo("banana_1"), without(more().get("banana_1"), "scorecam"));
    }

    /** Runs the model thousands of times, and therefore only on request. */
    @Test
    void ablationMapsOfAllPicturesAndScoreCam() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("gradcam.slow"), "skipped: takes minutes (-Dgradcam.slow=true runs it)");
        var more = more();
        compare(photo("banana_1"), without(more.get("banana_1"), "ablationcam"));
        compare(photo("beagle_1"), more.get("beagle_1"));
        compare(photo("zebra_1"), more.get("zebra_1"));
    }

    /**
     * At the last layer the head is a pool and a linear layer: both methods agree, and nothing of the logit is left
     * over.
     */
    @ParameterizedTest
    @MethodSource("pictures")
    void identitiesOfALinearHead(String picture) throws IOException, InterruptedException {
        var hires = explainer.explain(
                photo(picture),
                ExplainRequest.of(Target.top(1)).withLayer("layer4").withMethod(Methods.HIRES_CAM));
        var shape = hires.context().activations();
        double bias = hires.context().model().headScores(1, i -> shape.apply((k, p) -> 0))[0];
        assertEquals(hires.target().logit(), hires.map().sum() + bias, 1e-3);
        var reference = hires.map().values();
        var values = hires.forMethod(Methods.GRAD_CAM).map().values();
        double largest = largest(reference);
        for (int p = 0; p < values.length; p++) {
            assertEquals(reference[p], values[p], 1e-4 * largest);
        }
    }

    private static void compare(Image picture, Iterable<JsonNode> cams) {
        Explanation explanation = null;
        for (var cam : cams) {
            String layer = cam.get("layer").asText();
            var target = Target.of(cam.get("target").asInt());
            boolean same = explanation != null
                    && explanation.layer().name().equals(layer)
                    && explanation.target().index() == cam.get("target").asInt();
            var method = Methods.byName(cam.get("method").asText());
            explanation = same
                    ? explanation.forMethod(method)
                    : explainer.explain(
                            picture, ExplainRequest.of(target).withLayer(layer).withMethod(method));
            assertSame(cam, explanation.map().values());
        }
    }

    private static void assertSame(JsonNode cam, float[] values) {
        var expected = new float[cam.get("map").size()];
        for (int p = 0; p < expected.length; p++) {
            expected[p] = (float) cam.get("map").get(p).asDouble();
        }
        assertEquals(expected.length, values.length);
        boolean signIsFree = cam.get("method").asText().startsWith("eigen");
        double worst = worst(expected, values, 1);
        if (signIsFree) {
            worst = Math.min(worst, worst(expected, values, -1));
        }
        double share = worst / largest(expected);
        assertTrue(
                share < TOLERANCE,
                () -> "%s at %s for %s is off by %.5f of the largest value"
                        .formatted(
                                cam.get("method").asText(),
                                cam.get("layer").asText(),
                                cam.get("target").asText(),
                                share));
    }

    private static double worst(float[] expected, float[] values, int sign) {
        double worst = 0;
        for (int p = 0; p < expected.length; p++) {
            worst = Math.max(worst, Math.abs(expected[p] - sign * values[p]));
        }
        return worst;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static JsonNode more() throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(ReferenceData.path("golden/more_methods.json").toFile());
    }

    private static List<JsonNode> without(JsonNode cams, String method) {
        var kept = new ArrayList<JsonNode>();
        cams.forEach(c -> {
            if (!c.get("method").asText().equals(method)) {
                kept.add(c);
            }
        });
        return kept;
    }

    private static Image photo(String name) throws IOException, InterruptedException {
        try (var files = Files.list(ReferenceData.path("photos"))) {
            var file = files.filter(f -> f.getFileName().toString().startsWith(name + "."))
                    .filter(f -> !f.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            return Image.read(file);
        }
    }
}
