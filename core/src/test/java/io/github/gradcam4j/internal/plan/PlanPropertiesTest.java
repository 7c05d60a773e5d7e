package io.github.gradcam4j.internal.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.GradCam;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.RandomMap;
import io.github.gradcam4j.method.SmoothGrad;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of a plan, and the values that are written as text. */
class PlanPropertiesTest {

    private static PlanProperties copy(PlanProperties properties) {
        return PlanProperties.of(properties.toBytes());
    }

    @Test
    void textsAreReadAsTheyWereWritten() {
        var texts = List.of("", " a = b : c ", "line\nnext\r\t\\", "Gürteltier 犰狳", "# no comment", "x".repeat(5000));
        var read = copy(new PlanProperties().putAll("a b", texts).put("shape", new long[] {3, -1}));
        assertEquals(texts, read.all("a b"));
        assertArrayEquals(new long[] {3, -1}, read.numbers("shape"));
        assertEquals(List.of(), read.all("other"));
    }

    @Test
    void aValueThatIsMissingOrOfAnotherFormIsNamed() {
        var read = copy(new PlanProperties().put("layer.depth", "deep"));
        assertEquals(
                "the plan has no value 'layer'. Write it again",
                assertThrows(InvalidModelException.class, () -> read.text("layer"))
                        .getMessage());
        assertTrue(assertThrows(InvalidModelException.class, () -> read.integer("layer.depth"))
                .getMessage()
                .startsWith("the plan's value 'layer.depth' is 'deep', which this version cannot read"));
    }

    private static Layer layer(FeatureLayout layout) {
        return new Layer("layer4", "/layer4/Add_output_0", "Add", new long[] {768, 14, 14}, layout, 17, true);
    }

    @Test
    void layersOfEveryLayoutAreReadAsTheyWereWritten() {
        var windows = new int[] {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15};
        var layouts = List.of(
                FeatureLayout.of(Kind.NCHW, 512, 7, 5),
                FeatureLayout.of(Kind.NHWC, 16, 1, 1),
                FeatureLayout.tokens(768, 14, 14, 1, 198),
                FeatureLayout.of(Kind.TOKENS_FIRST, 8, 4, 4, 16, windows));
        for (var layout : layouts) {
            var properties = new PlanProperties();
            PlanLayers.write(layer(layout), properties);
            assertEquals(layer(layout), PlanLayers.read(copy(properties)));
        }
    }

    @Test
    void tokensAreWrittenAsARange() {
        var properties = new PlanProperties();
        PlanLayers.write(layer(FeatureLayout.tokens(768, 14, 14, 1, 198)), properties);
        assertEquals("1-196", properties.text("layer.positions"));
    }

    @Test
    void layersOfUntrustedTextAreChecked() {
        for (var change : List.of(
                List.of("layer.elements", "2000000000"),
                List.of("layer.height", "-1"),
                List.of("layer.positions", "0-99999999"),
                List.of("layer.positions", "0-47 0-47"),
                List.of("layer.positions", "-"),
                List.of("layer.order", "CHWN"))) {
            var properties = new PlanProperties();
            PlanLayers.write(layer(FeatureLayout.of(Kind.NCHW, 512, 7, 7)), properties);
            properties.put(change.get(0), change.get(1));
            String message = assertThrows(InvalidModelException.class, () -> PlanLayers.read(properties))
                    .getMessage();
            assertTrue(message.startsWith("the plan's value '" + change.get(0)), message);
        }
    }

    @Test
    void settingsKeepTheirSourcesAndExactValues() {
        var input = TensorInfo.of("pixels", ElementType.UINT8, "batch", 3, 224, 224);
        var labels = new Labels(List.of(List.of("ox", "Bos\ttaurus"), List.of("a\\b; c"), List.of("")));
        var settings = Settings.NONE
                .with(PartialSettings.of(Origin.CARD, "card")
                        .with(SettingKey.MEAN, List.of(0.1, 1 / 3.0, 1e-9))
                        .with(SettingKey.STD, List.of(58.395))
                        .with(SettingKey.SCALE, 1 / 255.0)
                        .with(SettingKey.LABELS, Labels.numbers(3)))
                .with(PartialSettings.ofCaller()
                        .with(SettingKey.LABELS, labels)
                        .with(SettingKey.FIT, Preprocessing.Fit.PAD)
                        .with(SettingKey.COLOR, Preprocessing.Channels.BGR)
                        .with(SettingKey.CONSTANTS, List.of(Constant.integers("steps", new long[] {7, 8}, 2))))
                .with(PartialSettings.of(Origin.FILE, "config.json").with(SettingKey.RESIZE, 256))
                .with(PartialSettings.of(Origin.FILE, "other.json").with(SettingKey.RESIZE, 248))
                .with(PartialSettings.ofGraph()
                        .with(SettingKey.INPUT, input)
                        .with(SettingKey.OUTPUT, "logits")
                        .with(SettingKey.ACTIVATION, Activation.SIGMOID))
                .withNote("one = note")
                .withNote("another");
        var entries = new LinkedHashMap<String, byte[]>();
        var properties = new PlanProperties();
        PlanSettings.write(settings, properties, entries);
        assertEquals(List.of("labels.txt", "constants.onnx", "settings.1.labels.txt"), List.copyOf(entries.keySet()));
        var read = PlanSettings.read(copy(properties), entries);
        assertEquals(settings, read);
        assertEquals(settings.preprocessing(), read.preprocessing());
        assertEquals(settings.lines(), read.lines());
    }

    @Test
    void methodsAreFoundByTheirIdAndKeepTheirParameters() {
        for (var method : Methods.all()) {
            assertEquals(method, written(method));
        }
        assertEquals(new SmoothGrad(0.1, 50, -3), written(new SmoothGrad(0.1, 50, -3)));
        assertEquals(new RandomMap(7), written(new RandomMap(7)));
        assertSame(Methods.GRAD_CAM, written(new GradCam()));
    }

    private static AttributionMethod written(AttributionMethod method) {
        var properties = new PlanProperties();
        PlanMethods.write(method, properties);
        return PlanMethods.read(copy(properties));
    }

    /** A method that is not registered. */
    private record Own(String id) implements AttributionMethod {
        @Override
        public String title() {
            return "Own";
        }

        @Override
        public HeatMap attribute(AttributionContext context) {
            return Methods.GRAD_CAM.attribute(context);
        }
    }

    @Test
    void aMethodThatIsNotRegisteredIsRefused() {
        for (String id : List.of("own", "gradcam")) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> PlanMethods.write(new Own(id), new PlanProperties()))
                    .getMessage();
            assertTrue(message.startsWith("the method '" + id + "' of " + Own.class.getName() + " is not"), message);
        }
        var other = new PlanProperties().put("method", "own");
        assertTrue(assertThrows(InvalidModelException.class, () -> PlanMethods.read(other))
                .getMessage()
                .contains("no method is called 'own'"));
        var refused = new PlanProperties()
                .put("method", "smoothgrad")
                .put("method.deviation", "0.1")
                .put("method.samples", "many")
                .put("method.seed", "0");
        assertTrue(assertThrows(InvalidModelException.class, () -> PlanMethods.read(refused))
                .getMessage()
                .startsWith("the plan's value 'method.samples' is 'many'"));
    }
}
