package io.github.gradcam4j.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.TinyModels;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRandomizationTest {

    @TempDir
    Path folder;

    @Test
    void layersAreShuffledFromTheLogitsDown() throws IOException {
        TinyModels.deep(folder).close();
        var model = ModelSource.of(folder.resolve("tiny.onnx")).graph();
        var shuffler = WeightShuffler.of(model);
        assertEquals(List.of(List.of("weights", "bias"), List.of("mix")), names(shuffler));
        var last = shuffler.shuffle(1, 3);
        var all = shuffler.shuffle(2, 3);
        assertFalse(Arrays.equals(values(model, "weights"), values(last, "weights")));
        assertArrayEquals(sorted(values(model, "weights")), sorted(values(last, "weights")));
        assertArrayEquals(values(model, "mix"), values(last, "mix"));
        assertFalse(Arrays.equals(values(model, "mix"), values(all, "mix")));
        assertArrayEquals(values(last, "weights"), values(all, "weights"));
    }

    private static List<List<String>> names(WeightShuffler shuffler) {
        return shuffler.layers().stream()
                .map(layer -> layer.stream().map(Constant::name).toList())
                .toList();
    }

    private static float[] values(Graph model, String name) {
        var tensor = model.initializers().get(name);
        var values = new float[(int) tensor.size()];
        tensor.floats().get(values);
        return values;
    }

    private static float[] sorted(float[] values) {
        Arrays.sort(values);
        return values;
    }

    /**
     * Eigen-CAM does not read the head; HiResCAM does, and its correlations are those of models that are shuffled here.
     */
    @Test
    void mapsAreComparedWithThoseOfShuffledModels() throws IOException {
        var updates = new ArrayList<String>();
        try (var explainer = TinyModels.deep(folder)) {
            var seeds = List.of(0L, 1L, 2L);
            var result = ModelRandomization.of(
                    explainer,
                    "features",
                    List.of(image()),
                    List.of(Methods.EIGEN_CAM, Methods.HIRES_CAM),
                    2,
                    seeds,
                    (done, total) -> updates.add(done + " of " + total));
            assertEquals(List.of("0 of 6", "1 of 6", "2 of 6", "3 of 6", "4 of 6", "5 of 6", "6 of 6"), updates);
            assertEquals(List.of(1, 2), result.stages());
            assertEquals(parameters(ModelSource.of(folder.resolve("tiny.onnx")).graph()), result.parameters());
            assertEquals(1, result.correlations().get("eigencam").get(0), 1e-9);
            var correlations = result.correlations().get("hirescam");
            assertEquals(2, correlations.size());
            for (int stage = 0; stage < 2; stage++) {
                double sum = 0;
                for (long seed : seeds) {
                    sum += correlation(explainer, stage + 1, seed);
                }
                assertEquals(sum / seeds.size(), correlations.get(stage), 1e-9, "stage " + stage);
            }
            assertTrue(correlations.get(0) < 0.99, "the head matters to HiResCAM: " + correlations);
            assertTrue(correlations.get(1) < 0.99, "the weights matter to HiResCAM: " + correlations);
        }
    }

    /**
     * Shuffles so many layers from the logits down, and compares HiResCAM's maps of the class that the trained model
     * predicts.
     */
    private double correlation(Explainer trained, int layers, long seed) throws IOException {
        var model = ModelSource.of(folder.resolve("tiny.onnx")).graph();
        var shuffled = WeightShuffler.of(model).shuffle(layers, seed);
        int predicted = trained.classify(image()).top(1).get(0).index();
        var request = ExplainRequest.of(Target.of(predicted)).withMethod(Methods.HIRES_CAM);
        try (var explainer = Explainer.open(trained.model().withSource(ModelSource.of(shuffled)))) {
            return Similarity.spearman(
                    trained.explain(image(), request).heatMap().normalize(),
                    explainer.explain(image(), request).heatMap().normalize());
        }
    }

    private static List<Long> parameters(Graph model) {
        long last = model.initializers().get("weights").size()
                + model.initializers().get("bias").size();
        return List.of(last, last + model.initializers().get("mix").size());
    }

    @Test
    void aMethodWithoutAGradientIsNamedAndTheOthersAreTested() throws IOException {
        try (var explainer = TinyModels.smooth(folder)) {
            var result = ModelRandomization.of(
                    explainer,
                    "features",
                    List.of(image()),
                    List.of(Methods.GUIDED_BACKPROP, Methods.HIRES_CAM),
                    1,
                    List.of(0L),
                    Progress.NONE);
            assertEquals(Set.of("hirescam"), result.correlations().keySet());
            assertEquals(Set.of("guidedbackprop"), result.problems().keySet());
            assertTrue(
                    result.problems().get("guidedbackprop").contains("ReLU"),
                    result.problems().toString());
        }
    }

    private static Image image() {
        var image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        int[] colors = {0x102030, 0x504010, 0x208070, 0x90a0ff};
        for (int p = 0; p < colors.length; p++) {
            image.setRGB(p % 2, p / 2, colors[p]);
        }
        return Image.fromBufferedImage(image);
    }

    @Test
    void theLimitDecides() {
        var result = new ModelRandomization(
                List.of(1, 2),
                List.of(10L, 20L),
                Map.of("a", List.of(0.9, 0.5), "b", List.of(0.2, 0.51)),
                Map.of("c", "no gradient"));
        assertTrue(result.passes("a"));
        assertFalse(result.passes("b"));
        var refusal = assertThrows(IllegalArgumentException.class, () -> result.passes("c"));
        assertEquals("method c was not tested: no gradient", refusal.getMessage());
    }
}
