package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.samples.scene.Scenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real pictures of ours, a real model, the packaged program. */
class ExplainIT {

    private static final String MODEL = "resnet50-msra";
    private static final String NAMED = ".resnet50-msra.layer4.gradcam.437";

    @TempDir
    private Path folder;

    @BeforeAll
    static void pull() throws Exception {
        var run = Program.gradcam(Path.of("."), "models", "pull", MODEL);
        assumeTrue(run.code() == 0, () -> "skipped: model " + MODEL + " is not available: " + run.err());
    }

    @Test
    void writesEveryFormatAndPrintsATable() throws Exception {
        var run = explain("sample:lighthouse", "--format", "png,json,npy,figure", "-o", "maps");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        assertEquals(
                Stream.of("figure.png", "json", "npy", "png")
                        .map(e -> "lighthouse" + NAMED + "." + e)
                        .toList(),
                files("maps"));
        assertEquals(2, run.out().lines().count(), run.out());
        assertTrue(run.out().contains("maps/lighthouse" + NAMED + ".png .json .npy .figure.png"), run.out());
        var json = new ObjectMapper().readTree(maps(".json").toFile());
        assertExplanation(json, "sample:lighthouse");
        var map = Npy.read(maps(".npy"));
        assertArrayEquals(new long[] {7, 7}, map.shape());
        for (int i = 0; i < 49; i++) {
            assertEquals(json.at("/map/raw/" + i).floatValue(), map.toArray()[i]);
        }
        var overlay = Image.read(maps(".png"));
        var scene = Scenes.byName("lighthouse").draw(overlay.width(), overlay.height());
        var evidence = HeatMap.of(map.toArray(), 7, 7).relu();
        assertArrayEquals(evidence.overlay(scene.image(), Colormap.JET, 0.5).png(), Files.readAllBytes(maps(".png")));
        var heat = evidence.resize(overlay.height(), overlay.width());
        var values = heat.values();
        int hottest = IntStream.range(0, heat.width() * heat.height())
                .boxed()
                .max(Comparator.comparingDouble(i -> values[i]))
                .orElseThrow();
        assertTrue(scene.mask().contains(hottest % heat.width(), hottest / heat.width()));
        assertTrue(Image.read(maps(".figure.png")).width() > overlay.width());
    }

    @Test
    void printsOneDocumentAndNamesWhatFailed() throws Exception {
        draw("lighthouse", "good.png");
        Files.writeString(folder.resolve("bad.png"), "not an image");
        var run = explain("missing.png", "bad.png", "good.png", "--json");
        assertEquals(1, run.code());
        var json = new ObjectMapper().readTree(run.out());
        assertEquals(List.of("explanations", "failures", "skipped"), names(json));
        assertEquals(1, json.get("explanations").size());
        assertEquals("good" + NAMED + ".png", json.at("/explanations/0/files/0").asText());
        assertExplanation(((ObjectNode) json.at("/explanations/0")).without("files"), "good.png");
        assertEquals(2, json.get("failures").size());
        assertEquals("bad.png", json.at("/failures/0/input").asText());
        assertTrue(json.at("/failures/0/error").asText().contains("not an image"), run.out());
        assertEquals("invalid-image", json.at("/failures/0/kind").asText());
        assertEquals("missing.png", json.at("/failures/1/input").asText());
        assertEquals("there is no such file", json.at("/failures/1/error").asText());
        assertEquals(2, run.err().lines().count(), run.err());
        assertEquals(List.of("bad.png", "good.png", "good" + NAMED + ".png"), files("."));
    }

    @Test
    void noResultOverwritesAnother() throws Exception {
        draw("lighthouse", "in/cow.png");
        draw("lighthouse", "in/cow.jpg");
        draw("lighthouse", "in/sub/cow.png");
        draw("lighthouse", "in/sub/häuser 1.png");
        var run = explain("in", "-o", "out");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                Stream.of("cow.jpg", "cow.png", "sub/cow", "sub/häuser 1")
                        .map(n -> n + NAMED + ".png")
                        .toList(),
                files("out"));
        explain("in", "-o", "in");
        assertEquals(8, files("in").size(), "a second run does not explain the results of the first");
        explain("in", "-o", "in");
        assertEquals(8, files("in").size(), files("in").toString());
    }

    @Test
    void whatDoesNotExistIsWrongUsage() throws Exception {
        assertSaid("'crane' may be any of 134 (crane", explain("sample:lighthouse", "-t", "crane"));
        assertSaid("no class is called 'lighthaus'", explain("sample:lighthouse", "-t", "lighthaus"));
        assertSaid("there is no class 1000: the model has 1000", explain("sample:lighthouse", "--versus", "1000"));
        assertSaid(
                "no layer is called 'layer5'; similar names are layer", explain("sample:lighthouse", "-l", "layer5"));
        assertSaid("resnet50-msra", explain("sample:lighthouse", "-m", "resnet50-mrsa"));
        assertEquals(List.of(), files("."));
    }

    @Test
    void anotherClassLayerAndMethod() throws Exception {
        var run = explain(
                "sample:lighthouse",
                "--target",
                "church",
                "--versus",
                "top1",
                "-l",
                "layer3.2",
                "--method",
                "hirescam",
                "--sign",
                "both");
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("lighthouse.resnet50-msra.layer3.2.hirescam.497-vs-437.png"), files("."));
    }

    @Test
    void aTensorIsExplainedAsItIs() throws Exception {
        var picture = Scenes.byName("lighthouse").draw(224, 224).image();
        picture.write(folder.resolve("seen.png"));
        var tensor = Tensor.zeros(1, 3, 224, 224);
        var values = tensor.floats();
        double[] mean = {103.939, 116.779, 123.68};
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < 224 * 224; p++) {
                values.put((float) ((picture.rgb(p % 224, p / 224) >> 8 * c & 0xff) - mean[c]));
            }
        }
        Npy.write(folder.resolve("x.npy"), tensor);
        assertEquals(0, explain("seen.png", "--format", "npy,png").code());
        var run = explain("--input-tensor", "x.npy", "--format", "npy,png");
        assertEquals(0, run.code(), run.err());
        assertArrayEquals(
                Npy.read(folder.resolve("seen" + NAMED + ".npy")).toArray(),
                Npy.read(folder.resolve("x" + NAMED + ".npy")).toArray());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("seen" + NAMED + ".png")),
                Files.readAllBytes(folder.resolve("x" + NAMED + ".png")));
    }

    @Test
    void classifies() throws Exception {
        var run = Program.gradcam(
                folder, "classify", "sample:lighthouse", "missing.png", "-m", MODEL, "--top", "3", "--json");
        assertEquals(1, run.code());
        var json = new ObjectMapper().readTree(run.out());
        assertEquals("sample:lighthouse", json.at("/results/0/input").asText());
        assertEquals(3, json.at("/results/0/predictions").size());
        assertEquals(437, json.at("/results/0/predictions/0/index").asInt());
        assertTrue(json.at("/results/0/predictions/0/probability").asDouble() > 0.9);
    }

    @Test
    void listsLayers() throws Exception {
        var run = Program.gradcam(folder, "layers", "-m", MODEL, "--json");
        assertEquals(0, run.code(), run.err());
        var json = new ObjectMapper().readTree(run.out());
        assertEquals(MODEL, json.get("model").asText());
        var last = Stream.iterate(0, i -> i < json.get("layers").size(), i -> i + 1)
                .map(i -> json.get("layers").get(i))
                .filter(l -> l.get("auto").asBoolean())
                .toList();
        assertEquals(1, last.size());
        assertEquals("layer4", last.get(0).get("name").asText());
        assertEquals("[2048,7,7]", last.get(0).get("shape").toString());
    }

    private static void assertExplanation(JsonNode json, String input) {
        assertEquals(
                List.of(
                        "input",
                        "model",
                        "layer",
                        "method",
                        "target",
                        "versus",
                        "predictions",
                        "view",
                        "map",
                        "notes",
                        "preprocessing",
                        "timings"),
                names(json));
        assertEquals(input, json.get("input").asText());
        assertEquals(MODEL, json.get("model").asText());
        assertEquals("layer4", json.get("layer").asText());
        assertEquals("gradcam", json.get("method").asText());
        assertEquals(437, json.at("/target/index").asInt());
        assertFalse(json.at("/target/label").asText().isEmpty());
        assertTrue(json.get("versus").isNull());
        assertEquals(5, json.get("predictions").size());
        assertEquals(437, json.at("/predictions/0/index").asInt());
        assertTrue(json.at("/predictions/0/probability").asDouble() > 0.9);
        assertEquals(List.of("x", "y", "width", "height"), names(json.get("view")));
        assertEquals(7, json.at("/map/height").asInt());
        assertEquals(7, json.at("/map/width").asInt());
        assertEquals(49, json.at("/map/raw").size());
        assertTrue(json.at("/timings/trunk").asDouble() > 0);
    }

    private static List<String> names(JsonNode json) {
        return json.properties().stream().map(Map.Entry::getKey).toList();
    }

    private void draw(String scene, String file) throws IOException {
        Scenes.byName(scene).draw(224, 224).image().write(folder.resolve(file));
    }

    private Path maps(String extension) {
        return folder.resolve("maps").resolve("lighthouse" + NAMED + extension);
    }

    private Program.Run explain(String... arguments) throws Exception {
        boolean named = List.of(arguments).contains("-m");
        var all = Stream.concat(
                Stream.concat(Stream.of("explain"), named ? Stream.of() : Stream.of("-m", MODEL)),
                Stream.of(arguments));
        return Program.gradcam(folder, all.toArray(String[]::new));
    }

    private void assertSaid(String what, Program.Run run) {
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(what), run.err());
        assertEquals("", run.out());
    }

    /** All files below, in order. */
    private List<String> files(String below) throws IOException {
        var root = folder.resolve(below).normalize();
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> root.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
