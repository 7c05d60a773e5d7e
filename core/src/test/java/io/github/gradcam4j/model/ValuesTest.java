package io.github.gradcam4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Predictions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Equality, copies and texts of classes that hold arrays or many settings. */
class ValuesTest {

    private static final FeatureLayout LAYOUT = FeatureLayout.of(Kind.NCHW, 8, 7, 7);

    @Test
    void featureMapsAreEqualByTheirValuesAndShareTheArray() {
        var values = new float[] {1, 2, 3, 4};
        var maps = new FeatureMaps(1, 2, 2, values);
        assertEquals(new FeatureMaps(1, 2, 2, new float[] {1, 2, 3, 4}), maps);
        assertEquals(new FeatureMaps(1, 2, 2, new float[] {1, 2, 3, 4}).hashCode(), maps.hashCode());
        assertNotEquals(new FeatureMaps(1, 2, 2, new float[] {1, 2, 3, 5}), maps);
        assertNotEquals(new FeatureMaps(2, 1, 2, values), maps);
        assertNotEquals(new FeatureMaps(1, 1, 4, values), maps);
        assertEquals("FeatureMaps[1, 2, 2]", maps.toString());
        values[0] = 9;
        assertEquals(9, maps.at(0, 0), "not copied");
    }

    @Test
    void aLayerCopiesItsShape() {
        var shape = new long[] {8, 7, 7};
        var layer = new Layer("layer4", "relu_9", "Relu", shape, LAYOUT, 3, true);
        shape[0] = 1;
        layer.shape()[1] = 1;
        assertArrayEquals(new long[] {8, 7, 7}, layer.shape());
        assertEquals(new Layer("layer4", "relu_9", "Relu", new long[] {8, 7, 7}, LAYOUT, 3, true), layer);
        assertEquals(
                new Layer("layer4", "relu_9", "Relu", new long[] {8, 7, 7}, LAYOUT, 3, true).hashCode(),
                layer.hashCode());
        assertNotEquals(new Layer("layer4", "relu_9", "Relu", new long[] {8, 7, 8}, LAYOUT, 3, true), layer);
        assertNotEquals(new Layer("layer4", "relu_9", "Relu", new long[] {8, 7, 7}, LAYOUT, 4, true), layer);
        assertEquals("Layer[layer4, Relu [8, 7, 7], tensor relu_9]", layer.toString());
    }

    @Test
    void classMapsAreEqualByTheirValues() {
        var maps = List.of(HeatMap.of(new float[] {1, 2}, 1, 2), HeatMap.of(new float[] {3, 4}, 1, 2));
        assertEquals(new ClassMaps(1, 2, new float[] {1, 2, 3, 4}), ClassMaps.of(maps));
        assertNotEquals(new ClassMaps(2, 1, new float[] {1, 2, 3, 4}), ClassMaps.of(maps));
        assertEquals("ClassMaps[2, 1, 2]", ClassMaps.of(maps).toString());
    }

    @Test
    void predictionsAreEqualByTheirScores() {
        var labels = Labels.of(List.of("cat", "dog", "cow", "hen"));
        var predictions = new Predictions(labels, new float[] {0, 1, -1, 0}, Activation.NONE);
        assertEquals(new Predictions(labels, new float[] {0, 1, -1, 0}, Activation.NONE), predictions);
        assertNotEquals(new Predictions(labels, new float[] {0, 1, -1, 0}, Activation.SIGMOID), predictions);
        assertNotEquals(new Predictions(labels, new float[] {0, 1, -1, 2}, Activation.NONE), predictions);
        assertEquals("Predictions[4 classes: dog 1.000, cat 0.000, hen 0.000, ...]", predictions.toString());
        assertEquals("Labels[4 classes: cat, dog, cow, ...]", labels.toString());
        assertEquals("Labels[1 classes: class 0]", Labels.numbers(1).toString());
        assertThrows(IllegalArgumentException.class, () -> new Labels(List.of(List.of("a"), List.of())));
    }

    @Test
    void aModelKeepsTheSettingsThatAreNotNamed() {
        var bare = Model.of(Path.of("nets", "pets.onnx"));
        assertEquals("pets", bare.id());
        assertEquals(Preprocessing.imageNet(), bare.preprocessing());
        assertEquals(Settings.NONE, bare.settings());
        var all = bare.withId("p")
                .withLabels(Labels.numbers(2))
                .withActivation(Activation.SIGMOID)
                .withOutput("scores")
                .withLayer("last")
                .withLayers(Map.of("last", "relu_9"))
                .withPreprocessing(Preprocessing.imageNet().withInputSize(64, 64));
        assertEquals(64, all.preprocessing().width());
        assertEquals(Activation.SIGMOID, all.withLayer("first").activation().orElseThrow());
        assertEquals(all, all.withLayer("first").withLayer("last"));
        assertEquals(all.hashCode(), all.withId("q").withId("p").hashCode());
        List.of(
                        all.withId("q"),
                        all.withSource(ModelSource.of(Path.of("other.onnx"))),
                        all.withLabels(Labels.numbers(3)),
                        all.withActivation(Activation.NONE),
                        all.withOutput("logits"),
                        all.withLayer("first"),
                        all.withLayers(Map.of()),
                        all.withPreprocessing(Preprocessing.imageNet()),
                        all.withFit(Preprocessing.Fit.SQUASH))
                .forEach(other -> assertNotEquals(all, other));
        assertNotEquals(bare, bare.withPreprocessing(bare.preprocessing()), "set or not");
        assertEquals(bare, Model.of(Path.of("nets", "pets.onnx")), "the same file");
        assertEquals(
                "Model[pets, nets/pets.onnx, Preprocessing[size of the model, layout of the model, RGB, scale "
                        + 1 / 255.0
                        + ", mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225], CROP, BILINEAR], no labels, "
                        + "layer auto]",
                bare.toString().replace('\\', '/'));
    }

    @Test
    void anotherFitLeavesTheRestUnset() {
        var squashed = Model.of(Path.of("pets.onnx")).withFit(Preprocessing.Fit.SQUASH);
        assertEquals(false, squashed.settings().has(SettingKey.MEAN));
        assertEquals(Preprocessing.Fit.SQUASH, squashed.preprocessing().fit());
        assertEquals(
                Preprocessing.Fit.SQUASH,
                squashed.withLayer("last").preprocessing().fit());
    }
}
