package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Overlay;
import io.github.gradcam4j.image.Range;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.report.ColorModel;
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several classes, layers and pictures at once, with a classifier of colors. */
class ExplainCommandTest {

    private static final Image BUS = Scenes.byName("school-bus").draw(448, 448).image();
    private static final Image DAISY = Scenes.byName("daisy").draw(448, 448).image();

    @TempDir
    Path folder;

    private Path model;

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void model() throws IOException {
        model = ColorModel.write(folder);
    }

    private Run explain(String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments = new ArrayList<>(List.of("explain", "-m", model.toString()));
        if (!List.of(more).contains("-o")) {
            arguments.addAll(List.of("-o", folder.resolve("maps").toString()));
        }
        arguments.addAll(List.of(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    private static Explanation explanation(Explainer explainer, Image picture, Target target, String layer) {
        return explainer.explain(
                picture, ExplainRequest.of(target).withLayer(layer).withMethod(Methods.HIRES_CAM));
    }

    private List<String> files() throws IOException {
        if (!Files.exists(folder.resolve("maps"))) {
            return List.of();
        }
        try (var files = Files.list(folder.resolve("maps"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private byte[] written(String file) throws IOException {
        return Files.readAllBytes(folder.resolve("maps").resolve(file));
    }

    @Test
    void severalClassesOfOnePictureEachOnce() throws IOException {
        var run = explain("sample:school-bus", "-l", "places", "-t", "1", "-t", "0", "-t", "1", "--json");
        assertEquals(0, run.code(), run.err());
        var explanations = new ObjectMapper().readTree(run.out()).get("explanations");
        assertEquals(2, explanations.size());
        assertEquals(List.of(1, 0), targets(explanations));
        assertEquals(
                List.of("school-bus.colors.places.gradcam.0.png", "school-bus.colors.places.gradcam.1.png"), files());
        try (var explainer = Explainer.open(model)) {
            var alone = explainer.explain(BUS, ExplainRequest.of(Target.of(0)).withLayer("places"));
            assertRaw(alone.map().values(), explanations.get(1));
        }
    }

    private static List<Integer> targets(JsonNode explanations) {
        return Stream.of(explanations.get(0), explanations.get(1))
                .map(e -> e.at("/target/index").asInt())
                .toList();
    }

    private static void assertRaw(float[] expected, JsonNode explanation) {
        assertEquals(expected.length, explanation.at("/map/raw").size());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], explanation.at("/map/raw/" + i).floatValue(), 1e-5f);
        }
    }

    @Test
    void layersAreFusedOnTheFinestGrid() throws IOException {
        String[] common = {
            "sample:daisy", "-t", "1", "--versus", "2", "-l", "places,cells,places", "--method", "hirescam", "--json"
        };
        var run = explain(Stream.concat(Arrays.stream(common), Stream.of("--format", "npy,png,jpg,figure"))
                .toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        var explanation = new ObjectMapper().readTree(run.out()).at("/explanations/0");
        assertEquals("mean of places, cells", explanation.get("layer").asText());
        assertEquals(14, explanation.at("/map/height").asInt());
        String name = "daisy.colors.mean_of_places_cells.hirescam.1-vs-2";
        assertEquals(List.of(name + ".figure.png", name + ".jpg", name + ".npy", name + ".png"), files());
        try (var explainer = Explainer.open(model)) {
            var places = explanation(explainer, DAISY, Target.of(1).versus(2), "places")
                    .map();
            var cells = explanation(explainer, DAISY, Target.of(1).versus(2), "cells")
                    .map();
            var mean = LayerFusion.MEAN.of(List.of(places, cells), 14, 14);
            assertRaw(mean.values(), explanation);
            assertArrayEquals(
                    mean.values(),
                    Npy.read(folder.resolve("maps").resolve(name + ".npy")).toArray(),
                    1e-5f);
            explain(Stream.concat(
                            Arrays.stream(common), Stream.of("--fuse", "max", "--sign", "negative", "--format", "npy"))
                    .toArray(String[]::new));
            var against = LayerFusion.MAX.of(List.of(places.negated(), cells.negated()), 14, 14);
            var file = folder.resolve("maps").resolve("daisy.colors.max_of_places_cells.hirescam.1-vs-2.npy");
            assertArrayEquals(against.negated().values(), Npy.read(file).toArray(), 1e-5f);
            assertFalse(against.isZero());
        }
    }

    @Test
    void severalContrastsWithWeights() throws IOException {
        String[] common = {
            "sample:daisy", "-t", "0", "--versus", "2", "--versus", "1", "--versus-weights", "3,1", "-l", "places"
        };
        var run = explain(Stream.concat(
                        Arrays.stream(common), Stream.of("--method", "hirescam", "--format", "json,figure", "--json"))
                .toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        var explanation = new ObjectMapper().readTree(run.out()).at("/explanations/0");
        assertEquals(new ObjectMapper().readTree("""
                                [{"index": 2, "label": "class 2", "weight": 0.75},
                                 {"index": 1, "label": "class 1", "weight": 0.25}]"""), explanation.get("versus"));
        assertEquals(
                List.of(
                        "daisy.colors.places.hirescam.0-vs-2x0.75-1x0.25.figure.png",
                        "daisy.colors.places.hirescam.0-vs-2x0.75-1x0.25.json"),
                files());
        var target = Target.of(0).versus(2, 1).withVersusWeights(3, 1);
        try (var explainer = Explainer.open(model)) {
            var places = explanation(explainer, DAISY, target, "places");
            assertRaw(places.map().values(), explanation);
            var fused = explain(
                    Stream.concat(Arrays.stream(common), Stream.of("-l", "cells", "--method", "hirescam", "--json"))
                            .toArray(String[]::new));
            var cells = explanation(explainer, DAISY, target, "cells");
            assertRaw(
                    LayerFusion.MEAN
                            .of(List.of(places.map(), cells.map()), 14, 14)
                            .values(),
                    new ObjectMapper().readTree(fused.out()).at("/explanations/0"));
        }
        var table = explain(common).out();
        assertTrue(table.contains(" - 0.75 class 2 - 0.25 class 1  "), table);
    }

    @Test
    void wrongContrastsAreWrongUsage() throws IOException {
        assertUsage(
                "the number of --versus-weights is 1, that of --versus 0; give one weight for each --versus",
                "--versus-weights",
                "1");
        assertUsage(
                "the number of --versus-weights is 1, that of --versus 2;",
                "--versus",
                "1",
                "--versus",
                "2",
                "--versus-weights",
                "1");
        assertUsage("the weight 0.0 of a class", "-t", "0", "--versus", "1", "--versus-weights", "0");
        assertUsage("'x' is not a double", "-t", "0", "--versus", "1", "--versus-weights", "x");
        assertUsage("class 1 (class 1) is in versus twice", "-t", "0", "--versus", "1", "--versus", "class 1");
        assertUsage("class 1 (class 1) is the target and is in versus", "-t", "1", "--versus", "class 1");
        assertEquals(List.of(), files());
    }

    private void assertUsage(String message, String... more) {
        var run = explain(
                Stream.concat(Stream.of("sample:daisy"), Arrays.stream(more)).toArray(String[]::new));
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(message), run.err());
    }

    /** The best class of one image is the class compared with: the other image is explained. */
    @Test
    void aRankThatIsAContrastFailsForItsImageAlone() throws IOException {
        int bus;
        int daisy;
        try (var explainer = Explainer.open(model)) {
            bus = explainer.classify(BUS).ranked(1);
            daisy = explainer.classify(DAISY).ranked(1);
        }
        assertNotEquals(bus, daisy);
        var run = explain("sample:school-bus", "sample:daisy", "-t", "top1", "--versus", String.valueOf(bus));
        assertEquals(1, run.code(), run.err());
        String message = String.format(
                Locale.ROOT, "sample:school-bus: class %d (class %d) is the target and is in versus as well", bus, bus);
        assertTrue(run.err().contains(message), run.err());
        assertEquals(List.of("daisy.colors.places.gradcam." + daisy + "-vs-" + bus + ".png"), files());
    }

    @Test
    void resultsInTheFolderOfTheInputsAreNoInputs() throws IOException {
        var photos = Files.createDirectory(folder.resolve("photos"));
        BUS.write(photos.resolve("bus.png"));
        String[] arguments = {
            photos.toString(), "-o", photos.toString(), "--versus", "2", "--format", "png,jpg,json,npy,figure", "--json"
        };
        var first = explain(arguments);
        assertEquals(0, first.code(), first.err());
        try (var files = Files.list(photos)) {
            assertEquals(1 + ResultFormat.values().length, files.count());
        }
        var second = explain(arguments);
        assertEquals(
                1, new ObjectMapper().readTree(second.out()).get("explanations").size(), second.out());
    }

    @Test
    void oneScaleForAllPicturesAndClasses() throws IOException {
        var run = explain(
                "sample:school-bus",
                "missing.png",
                "sample:daisy",
                "-l",
                "places",
                "--method",
                "hirescam",
                "-t",
                "0",
                "-t",
                "2",
                "--scale",
                "shared");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("missing.png"), run.err());
        assertEquals(5, run.out().lines().count(), run.out());
        var overlay = Overlay.of(Colormap.JET, 0.5);
        try (var explainer = Explainer.open(model)) {
            var all = new LinkedHashMap<String, Range>();
            for (String file : List.of("school-bus.0", "school-bus.2", "daisy.0", "daisy.2")) {
                var made = explanation(explainer, file);
                all.put(file, overlay.range(made.heatMap(), picture(file), made.cropRegion()));
            }
            var one = all.values().stream().reduce(Range::union).orElseThrow();
            for (String file : all.keySet()) {
                var made = explanation(explainer, file);
                assertArrayEquals(
                        overlay.draw(made.heatMap(), picture(file), made.cropRegion(), one)
                                .png(),
                        written(file.replace(".", ".colors.places.hirescam.") + ".png"));
            }
            assertTrue(
                    all.values().stream().anyMatch(r -> r.high() > 0 && r.high() < 0.9 * one.high()), all.toString());
        }
    }

    private static Image picture(String file) {
        return file.startsWith("daisy") ? DAISY : BUS;
    }

    private static Explanation explanation(Explainer explainer, String file) {
        return explanation(explainer, picture(file), Target.of(file.substring(file.indexOf('.') + 1)), "places");
    }

    @Test
    void theTableSaysWhatShareOfTheScoreTheMapAddsUpTo() {
        assertTrue(explain("sample:daisy", "-l", "places", "--method", "hirescam")
                .out()
                .contains("  100.0 %     "));
        assertTrue(explain("sample:daisy", "-l", "places", "--method", "layercam")
                .out()
                .contains("  -           "));
    }

    @Test
    void fewerChannelsForThoseThatTakeThemAsMasks() throws IOException {
        assertEquals(
                0,
                explain("sample:daisy", "-l", "places", "--method", "scorecam", "--channels", "2")
                        .code());
        assertRefused("gradcam does not", "--channels", "2");
        assertRefused("at least one channel", "--method", "sscam", "--channels", "0");
        assertRefused("one sign", "-l", "places,cells", "--sign", "both");
        assertRefused("no layer is called 'sky'", "-l", "places,sky");
        assertEquals(List.of("daisy.colors.places.scorecam.1.png"), files());
    }

    private void assertRefused(String why, String... arguments) {
        var run = explain(Stream.concat(Stream.of("sample:daisy"), Arrays.stream(arguments))
                .toArray(String[]::new));
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(why), run.err());
    }

    @Test
    void timingsAddUp() {
        var run = explain("sample:daisy", "sample:lighthouse", "--timings");
        assertEquals(0, run.code(), run.err());
        var line = run.err().lines().filter(l -> l.startsWith("start of Java")).findFirst();
        assertTrue(line.isPresent(), run.err());
        assertTrue(line.get().contains(", 2 images "), line.get());
        var seconds = Pattern.compile("([\\d.]+) s\\b")
                .matcher(line.get())
                .results()
                .map(r -> Double.valueOf(r.group(1)))
                .toList();
        double parts = seconds.subList(0, seconds.size() - 1).stream()
                .mapToDouble(s -> s)
                .sum();
        assertEquals(seconds.get(seconds.size() - 1), parts, 0.01 * seconds.size());
    }
}
