package io.github.gradcam4j.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of a model's input by what its file contains. */
class InputSettingsTest {

    private static final String ASSUMED = " assumed";

    private final GraphBuilder g = GraphBuilder.opset(13);

    @Test
    void aBareFileIsReadAsAnImageNetModel() {
        image("N", 3, 64, 96);
        assertSettings(
                resolved(convolved("x", 3)),
                "input-size 96x64 graph, layout nchw graph, color rgb assumed, pixels 1 assumed, mean "
                        + "0.485,0.456,0.406 assumed, std 0.229,0.224,0.225 assumed, fit crop assumed, "
                        + "resize 110 assumed, interpolation bilinear assumed");
    }

    @Test
    void grayAndOpacityFollowFromTheNumberOfChannels() {
        image("N", 1, 28, 28);
        var gray = resolved(convolved("x", 1));
        assertSetting(gray, "color", "gray graph");
        assertSetting(gray, "mean", "0 assumed");
        var h = GraphBuilder.opset(13);
        h.input("x", ElementType.FLOAT, "N", 8, 8, 4);
        h.output(h.node("y", "Relu", List.of("x")));
        var rgba = resolved(h);
        assertSetting(rgba, "layout", "nhwc graph");
        assertSetting(rgba, "color", "rgba graph");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // operator, constants, ... | pixels | color
                "Div 255 | 255 | rgb assumed",
                "Mul 0.003921569 | 255 | rgb assumed",
                "Div 127.5, Sub 1 | 255 | rgb assumed",
                "Sub 127, Div 128 | 255 | rgb assumed",
                "Sub 103.939 116.779 123.68 | 255 | bgr graph",
                "Sub 123.68 116.779 103.939 | 255 | rgb graph",
                "Add -123.68 -116.779 -103.939 | 255 | rgb graph",
                "Sub 123.675 116.28 103.53, Div 58.395 57.12 57.375 | 255 | rgb graph",
                "Div 255, Sub 0.485 0.456 0.406, Div 0.229 0.224 0.225 | 255 | rgb graph",
                "Sub 0.485 0.456 0.406, Div 0.229 0.224 0.225 | 1 | rgb graph",
                "Sub 0.406 0.456 0.485, Mul 4.44 4.46 4.37 | 1 | bgr graph",
                "Mul 2, Sub 1 | 1 | rgb assumed",
                "Sub 0.5, Div 0.5 | 1 | rgb assumed",
                "Mul 255, Sub 123.68 116.779 103.939 | 1 | rgb graph",
            })
    void constantsThatNormalizeTheInput(String operators, String pixels, String color) {
        image("N", 3, 8, 8);
        var settings = resolved(convolved(applied("x", operators, 1, 3, 1, 1), 3));
        assertSetting(settings, "pixels", pixels + " graph");
        assertSetting(settings, "mean", "0 graph");
        assertSetting(settings, "std", "1 graph");
        assertSetting(settings, "color", color);
    }

    @Test
    void anImageScaler() {
        image("N", 3, 8, 8);
        var bias = Attributes.of("scale", 1f).and("bias", new float[] {-103.939f, -116.779f, -123.68f});
        var settings = resolved(convolved(g.node("scaled", "ImageScaler", List.of("x"), bias), 3));
        assertSetting(settings, "pixels", "255 graph");
        assertSetting(settings, "color", "bgr graph");
    }

    /** Models that interpolate the embedding take other sizes, too; the embedding has the size of training. */
    @Test
    void aPositionEmbeddingThatIsResized() {
        image("N", "C", "H", "W");
        g.initializer("patches", new float[6 * 3 * 64], 6, 3, 8, 8);
        g.node("embedded", "Conv", List.of("x", "patches"), Attributes.of("strides", new long[] {8, 8}));
        g.initializer("positions", new float[6 * 37], 1, 37, 6);
        g.output(g.node("y", "Slice", List.of("positions", g.vector(1), g.vector(37), g.vector(1))));
        assertSetting(resolved(g), "input-size", "48x48 graph");
    }

    @Test
    void otherOperatorsAreNoEvidence() {
        image("N", 3, 8, 8);
        assertSetting(resolved(convolved(applied("x", "Mul 0.458", 1), 3)), "pixels", "1 assumed");
    }

    /** Torchvision's Inception changes the normalization of each channel, on a path of its own. */
    @Test
    void aNormalizedInputThatIsNormalizedAgainIsNoEvidence() {
        image("N", 3, 8, 8);
        g.initializer("zero", new long[] {0}, 1);
        String red = g.node("red", "Gather", List.of("x", "zero"), Attributes.of("axis", 1));
        String changed = applied(red, "Mul 0.458, Add -0.03", 1);
        String rest = g.node("rest", "Slice", List.of("x", g.vector(1), g.vector(3), g.vector(1)));
        String all = g.node("all", "Concat", List.of(changed, rest), Attributes.of("axis", 1));
        assertSetting(resolved(convolved(all, 3)), "mean", "0.485,0.456,0.406 assumed");
    }

    /** Keras' preprocess_input for ResNet: RGB to BGR, less the means, in the order of TensorFlow. */
    @Test
    void kerasPreprocessing() {
        image("unk__1", "unk__2", "unk__3", "unk__4");
        String bgr =
                g.node("bgr", "Slice", List.of("x", g.vector(-1), g.vector(Long.MIN_VALUE), g.vector(3), g.vector(-1)));
        String normalized = applied(bgr, "Add -103.939 -116.779 -123.68", 3);
        var settings = resolved(convolved(transposed(normalized), 3));
        assertSetting(settings, "layout", "nhwc graph");
        assertSetting(settings, "color", "rgb graph");
        assertSetting(settings, "pixels", "255 graph");
        assertSetting(settings, "input-size", "224x224 assumed");
    }

    @Test
    void aFirstTransposeIsTheLayoutAlsoWithoutAnyDimension() {
        image("unk__1", "unk__2", "unk__3", "unk__4");
        var settings = resolved(convolved(transposed("x"), 1));
        assertSetting(settings, "layout", "nhwc graph");
        assertSetting(settings, "color", "gray graph");
    }

    @Test
    void wholeNumbersAreLevels() {
        g.input("x", ElementType.UINT8, "N", 8, 8, 3);
        String cast = g.node("cast", "Cast", List.of("x"), Attributes.of("to", 1));
        var settings = resolved(convolved(transposed(cast), 3));
        assertSetting(settings, "pixels", "255 graph");
        assertSetting(settings, "mean", "0 graph");
        assertSetting(settings, "layout", "nhwc graph");
    }

    @ParameterizedTest
    @CsvSource({"120, 255 graph", "0.45, 1 graph", "0.02, 1 assumed"})
    void aFirstBatchNormalizationIsJudgedByItsMeans(float mean, String pixels) {
        image("N", 3, 8, 8);
        var all = new float[3];
        Arrays.fill(all, mean);
        g.initializer("mean", all, 3);
        g.initializer("ones", new float[] {1, 1, 1}, 3);
        String first = g.node("bn", "BatchNormalization", List.of("x", "ones", "ones", "mean", "ones"));
        assertSetting(resolved(convolved(first, 3)), "pixels", pixels);
    }

    @Test
    void caffe() {
        g.input("data_0", ElementType.FLOAT, 1, 3, 224, 224);
        var settings = resolved(convolved("data_0", 3));
        assertSetting(settings, "color", "bgr graph");
        assertSetting(settings, "pixels", "255 graph");
        assertSetting(settings, "mean", "103.939,116.779,123.68 graph");
        assertSetting(settings, "std", "1 graph");
        assertSetting(settings, "fit", "crop assumed");
    }

    @ParameterizedTest
    @CsvSource({"37, 48x48", "36, 48x48", "38, 48x48", "41, 48x48", "197, 112x112", "35, 224x224"})
    void aPositionEmbeddingIsAsLongAsThePatches(int tokens, String size) {
        image("N", "C", "H", "W");
        g.initializer("patches", new float[6 * 3 * 64], 6, 3, 8, 8);
        String patches =
                g.node("embedded", "Conv", List.of("x", "patches"), Attributes.of("strides", new long[] {8, 8}));
        g.initializer("positions", new float[6 * tokens], 1, tokens, 6);
        g.output(g.node("y", "Add", List.of(patches, "positions")));
        assertSetting(resolved(g), "input-size", size + (size.startsWith("224") ? ASSUMED : " graph"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bgr8 | NominalRange_0_255 | bgr metadata | 255 metadata | 0 metadata | 1 metadata",
                "Rgb8 | Normalized_0_1 | rgb metadata | 1 metadata | 0 metadata | 1 metadata",
                "RGB8 | normalized_1_1 | rgb metadata | 1 metadata | 0.5 metadata | 0.5 metadata",
                "Rgb8 | NominalRange_16_235 | rgb metadata | 255 metadata | -18.6301 metadata | 1.16438 metadata",
                "Bgra8 | Other | rgb assumed | 1 assumed | 0.485,0.456,0.406 assumed | 0.229,0.224,0.225 assumed",
            })
    void metadataOfImages(String format, String range, String color, String pixels, String mean, String std) {
        image("N", 3, 8, 8);
        g.metadata("Image.BitmapPixelFormat", format);
        g.metadata("Image.NominalPixelRange", range);
        g.metadata("Image.ColorSpaceGamma", "SRGB");
        var settings = resolved(convolved("x", 3));
        assertSetting(settings, "color", color);
        assertSetting(settings, "pixels", pixels);
        assertSetting(settings, "mean", mean);
        assertSetting(settings, "std", std);
        boolean known = !range.equals("Other");
        assertEquals(
                known
                        ? List.of()
                        : List.of(
                                "the metadata Image.BitmapPixelFormat = Bgra8 is not supported and not used",
                                "the metadata Image.NominalPixelRange = Other is not supported and not used"),
                settings.notes());
    }

    @Test
    void metadataOfUltralytics() {
        image("N", 3, "H", "W");
        g.metadata("names", "{0: 'ants', 1: \"it's\"}");
        g.metadata("task", "classify");
        g.metadata("imgsz", "[32, 64]");
        var settings = resolved(convolved("x", 3));
        assertSettings(
                settings,
                "input-size 64x32 metadata, layout nchw graph, color rgb metadata, pixels 1 metadata, "
                        + "mean 0 metadata, std 1 metadata, fit crop metadata, resize 64 metadata, "
                        + "interpolation bilinear metadata");
        assertEquals("it's", settings.get(SettingKey.LABELS).orElseThrow().name(1));
    }

    /** YOLOv5 writes names as well, but normalizes as torchvision does. */
    @Test
    void namesAloneAreLabels() {
        image("N", 3, 8, 8);
        g.metadata("names", "['ants', 'bees']");
        var settings = resolved(convolved("x", 3));
        assertEquals(2, settings.get(SettingKey.LABELS).orElseThrow().size());
        assertSetting(settings, "std", "0.229,0.224,0.225 assumed");
    }

    @Test
    void eachSettingIsResolvedByItself() {
        image("N", 3, 8, 8);
        g.metadata("Image.BitmapPixelFormat", "Bgr8");
        g.metadata("Image.NominalPixelRange", "NominalRange_0_255");
        var card = PartialSettings.of(Origin.CARD, "card").with(SettingKey.STD, List.of(0.25, 0.5, 1.0));
        var command = PartialSettings.of(Origin.CALLER, "command line").with(SettingKey.MEAN, List.of(0.1));
        var settings = resolved(convolved("x", 3), Settings.NONE.with(card).with(command));
        assertSetting(settings, "color", "bgr metadata");
        assertSetting(settings, "pixels", "1 command line");
        assertSetting(settings, "mean", "0.1 command line");
        assertSetting(settings, "std", "0.25,0.5,1 card");
    }

    @Test
    void aSourceWithAnotherRangeOrOrderIsConverted() {
        image("N", 3, 8, 8);
        var card = PartialSettings.of(Origin.CARD, "card")
                .with(SettingKey.COLOR, Channels.RGB)
                .with(SettingKey.MEAN, List.of(0.2, 0.4, 0.6))
                .with(SettingKey.STD, List.of(0.1, 0.2, 0.3));
        var command = PartialSettings.of(Origin.CALLER, "command line")
                .with(SettingKey.COLOR, Channels.BGR)
                .with(SettingKey.SCALE, 1.0);
        var settings = resolved(convolved("x", 3), Settings.NONE.with(card).with(command));
        assertSetting(settings, "mean", "153,102,51 card");
        assertSetting(settings, "std", "76.5,51,25.5 card");
        assertEquals(
                List.of(153.0, 102.0, 51.0), rounded(settings.preprocessing().mean()));
    }

    @Test
    void aMeanAloneIsOnlySubtractedAndRawPixelsAreNotNormalized() {
        image("N", 3, 8, 8);
        var raw = PartialSettings.of(Origin.CALLER, "command line").with(SettingKey.SCALE, 1.0);
        var settings = resolved(convolved("x", 3), Settings.NONE.with(raw));
        assertSetting(settings, "mean", "0 assumed");
        assertSetting(settings, "std", "1 assumed");
        var caffe = raw.with(SettingKey.MEAN, List.of(104.0, 117.0, 123.0));
        settings = resolved(g, Settings.NONE.with(caffe));
        assertSetting(settings, "mean", "104,117,123 command line");
        assertSetting(settings, "std", "1 assumed");
    }

    @Test
    void contradictionsAreErrorsOfTheCallerAndNotesOfOtherSources() {
        image("N", 3, 8, 8);
        convolved("x", 3);
        var wrong = PartialSettings.of(Origin.CALLER, "command line");
        fails(
                wrong.with(SettingKey.COLOR, Channels.GRAY),
                "color gray (from the command line) does not fit: the model's "
                        + "input is x FLOAT[N, 3, 8, 8], which has 3 channels");
        fails(wrong.with(SettingKey.LAYOUT, Layout.NHWC), "layout nhwc (from the command line) does not fit");
        fails(
                wrong.with(SettingKey.INPUT_SIZE, new InputSize(9, 8)),
                "input-size 9x8 (from the command line) does not");
        fails(
                wrong.with(SettingKey.MEAN, List.of(1.0, 2.0)),
                "mean 1,2 (from the command line) does not fit: the " + "model's input has 3 channels");
        var file = PartialSettings.of(Origin.FILE, "config.json")
                .with(SettingKey.COLOR, Channels.GRAY)
                .with(SettingKey.INPUT_SIZE, new InputSize(9, 8))
                .with(SettingKey.STD, List.of(1.0, 2.0));
        var settings = resolved(g, Settings.NONE.with(file));
        assertSetting(settings, "color", "rgb assumed");
        assertSetting(settings, "input-size", "8x8 graph");
        assertEquals(3, settings.notes().size(), settings.notes().toString());
        assertTrue(settings.notes().get(0).endsWith("; it is not used"));
    }

    @Test
    void equalNumbersOfAFileAreOneNumber() {
        image("N", 1, 8, 8);
        var file = PartialSettings.of(Origin.FILE, "preprocessor_config.json")
                .with(SettingKey.MEAN, List.of(0.5, 0.5, 0.5))
                .with(SettingKey.STD, List.of(0.5, 0.5, 0.5));
        var settings = resolved(convolved("x", 1), Settings.NONE.with(file));
        assertSetting(settings, "mean", "0.5 preprocessor_config.json");
        assertEquals(List.of(0.5), settings.preprocessing().std());
    }

    /** Other numbers of channels are for tensors. */
    @Test
    void anInputThatIsNotAnImageHasNoColor() {
        image("N", 13, 8, 8);
        var settings = resolved(convolved("x", 13));
        assertFalse(settings.has(SettingKey.COLOR));
        assertFalse(settings.preprocessing().takesImages());
        assertEquals(Layout.NCHW, settings.get(SettingKey.LAYOUT).orElseThrow());
    }

    private void image(Object... shape) {
        g.input("x", ElementType.FLOAT, shape);
    }

    private String applied(String tensor, String operators, long... shape) {
        String last = tensor;
        for (String operator : operators.strip().split(",\\s*")) {
            var words = operator.split(" ");
            var values = new float[words.length - 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.parseFloat(words[i + 1]);
            }
            var dims = values.length == 1 ? new long[0] : shape;
            last = g.node("applied", words[0], List.of(last, g.constant("constant", values, dims)));
        }
        return last;
    }

    private String transposed(String tensor) {
        return g.node("transposed", "Transpose", List.of(tensor), Attributes.of("perm", new long[] {0, 3, 1, 2}));
    }

    private GraphBuilder convolved(String tensor, int channels) {
        g.initializer("w", new float[2 * channels * 9], 2, channels, 3, 3);
        g.output(g.node("y", "Conv", List.of(tensor, "w")));
        return g;
    }

    private static Settings resolved(GraphBuilder g) {
        return resolved(g, Settings.NONE);
    }

    private static Settings resolved(GraphBuilder g, Settings given) {
        var graph = g.build();
        return InputSettings.of(given, graph, graph.inputs().get(0));
    }

    private void fails(PartialSettings given, String expected) {
        var e = assertThrows(IllegalArgumentException.class, () -> resolved(g, Settings.NONE.with(given)));
        assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    }

    private static List<Double> rounded(List<Double> values) {
        return values.stream().map(v -> Math.round(v * 1e9) / 1e9).toList();
    }

    private static void assertSettings(Settings settings, String expected) {
        assertEquals(
                expected,
                settings.list().stream()
                        .map(s -> s.name() + " " + s.value() + " " + s.from())
                        .collect(Collectors.joining(", ")));
    }

    private static void assertSetting(Settings settings, String name, String expected) {
        var found = settings.list().stream()
                .filter(s -> s.name().equals(name))
                .map(s -> s.value() + " " + s.from())
                .toList();
        assertEquals(List.of(expected), found, name);
    }
}
