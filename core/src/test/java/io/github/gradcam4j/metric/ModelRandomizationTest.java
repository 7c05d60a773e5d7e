package io.github.gradcam4j.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.TinyModels;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.runtime.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRandomizationTest {

    @TempDir
    Path folder;

    @Test
    void layersForgetFromTheLogitsDown() throws IOException {
        TinyModels.deep(folder).close();
        var model = ModelSource.of(folder.resolve("tiny.onnx")).graph();
        var layers = WeightShuffler.layers(model);
        assertEquals(List.of(List.of("weights", "bias"), List.of("mix")), layers);
        var last = WeightShuffler.shuffle(model, layers.subList(0, 1), 3);
        var all = WeightShuffler.shuffle(model, layers, 3);
        assertFalse(Arrays.equals(values(model, "weights"), values(last, "weights")));
        assertArrayEquals(sorted(values(model, "weights")), sorted(values(last, "weights")));
        assertArrayEquals(values(model, "mix"), values(last, "mix"));
        assertFalse(Arrays.equals(values(model, "mix"), values(all, "mix")));
        assertArrayEquals(values(last, "weights"), values(all, "weights"));
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

    /** What does not look at the model's head cannot pass; what shows nothing for the class any more does. */
    @Test
    void aMapThatKnowsNoWeightsFails() throws IOException {
        var image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        int[] colors = {0x102030, 0x504010, 0x208070, 0x90a0ff};
        for (int p = 0; p < colors.length; p++) {
            image.setRGB(p % 2, p / 2, colors[p]);
        }
        var heard = new ArrayList<String>();
        try (var explainer = TinyModels.deep(folder)) {
            var result = ModelRandomization.of(
                    explainer,
                    "features",
                    List.of(Image.fromBufferedImage(image)),
                    List.of(Methods.EIGEN_CAM, Methods.HIRES_CAM),
                    2,
                    List.of(0L, 1L, 2L),
                    (done, total) -> heard.add(done + " of " + total));
            assertEquals(List.of("0 of 6", "1 of 6", "2 of 6", "3 of 6", "4 of 6", "5 of 6", "6 of 6"), heard);
            assertEquals(List.of(1, 2), result.stages());
            assertEquals(1, result.correlations().get("eigencam").get(0), 1e-9);
            assertEquals(2, result.correlations().get("hirescam").size());
            assertTrue(result.correlations().get("hirescam").stream().allMatch(c -> Math.abs(c) <= 1));
            double mean = 0;
            for (long seed = 0; seed < 3; seed++) {
                mean += ModelRandomization.of(
                                explainer,
                                "features",
                                List.of(Image.fromBufferedImage(image)),
                                List.of(Methods.HIRES_CAM),
                                2,
                                List.of(seed),
                                Progress.NONE)
                        .correlations()
                        .get("hirescam")
                        .get(1);
            }
            assertEquals(mean / 3, result.correlations().get("hirescam").get(1), 1e-9);
        }
    }

    @Test
    void theLimitDecides() {
        var result = new ModelRandomization(List.of(1, 2), Map.of("a", List.of(0.9, 0.5), "b", List.of(0.2, 0.51)));
        assertTrue(result.passes("a"));
        assertFalse(result.passes("b"));
    }
}
