package io.github.gradcam4j.report.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.IntegratedGradients;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.ScoreCam;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.report.ColorModel;
import io.github.gradcam4j.report.evaluation.EvaluationImage.Content;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.target.Target;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations of a classifier of colors through the public API. */
class EvaluationTest {

    private static final List<Metric> METRICS =
            List.of(Metric.byName("deletion"), Metric.byName("energy-pointing"), Metric.byName("sparseness"));

    @TempDir
    Path folder;

    private ModelSource model;
    private final List<EvaluationImage> images = new ArrayList<>(List.of(image("red", Color.RED)));
    private Preprocessing.Fit fit = Preprocessing.Fit.SQUASH;
    private UnaryOperator<Evaluation.Builder> options = builder -> builder;

    @BeforeEach
    void model() throws IOException {
        model = ModelSource.of(ColorModel.write(folder));
    }

    private static EvaluationImage image(String name, Color color) {
        return EvaluationImage.of(name, () -> Content.of(drawn(color)));
    }

    /** A colored square on gray, off the center and wider than high. */
    private static Image drawn(Color color) {
        var image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(color.equals(Color.WHITE) ? Color.WHITE : Color.DARK_GRAY);
        graphics.fillRect(0, 0, 160, 120);
        graphics.setColor(color);
        graphics.fillRect(20, 30, 40, 40);
        graphics.dispose();
        return Image.fromBufferedImage(image);
    }

    private EvaluationReport run() throws IOException {
        return run(EvaluationListener.NONE);
    }

    private EvaluationReport run(EvaluationListener listener) throws IOException {
        var bare = Model.of(model);
        try (var explainer = Explainer.builder(bare)
                .preprocessing(bare.preprocessing().withFit(fit))
                .build()) {
            var builder = Evaluation.builder(explainer, folder.resolve("report"))
                    .layer("places")
                    .methods(List.of(Methods.HIRES_CAM, Methods.CENTER))
                    .metrics(METRICS)
                    .randomization(1, 2, 1);
            return options.apply(builder).build().run(images, listener);
        }
    }

    /** Returns the kept files that a second run, after a change, writes again. */
    private List<String> recomputed(Change change) throws Exception {
        run();
        var before = written();
        Thread.sleep(10);
        change.apply();
        run();
        return written().stream()
                .filter(file -> !before.contains(file))
                .map(Kept::name)
                .toList();
    }

    private interface Change {
        void apply() throws IOException;
    }

    private record Kept(String name, long modified) {}

    private List<Kept> written() throws IOException {
        try (var files = Files.list(folder.resolve("report/pictures"))) {
            return files.filter(f -> f.toString().endsWith(".json"))
                    .sorted()
                    .map(f -> new Kept(f.getFileName().toString(), f.toFile().lastModified()))
                    .toList();
        }
    }

    private static final List<String> ALL = List.of("randomization.json", "red.json");

    @Test
    void unchangedResultsAreReused() throws Exception {
        assertEquals(List.of(), recomputed(() -> {}));
    }

    @Test
    void aChangedModelOfTheSameIdIsRecomputed() throws Exception {
        var first = run();
        assertEquals(ALL, recomputed(() -> ColorModel.write(folder, 5)));
        assertNotEquals(
                first.images().get(0).probability(), run().images().get(0).probability());
    }

    @Test
    void aChangedModelInMemoryIsRecomputed() throws Exception {
        model = inMemory(4);
        assertEquals(List.of(), recomputed(() -> model = inMemory(4)));
        assertEquals(ALL, recomputed(() -> model = inMemory(5)));
    }

    private ModelSource inMemory(float gain) throws IOException {
        return ModelSource.of("colors", Files.readAllBytes(ColorModel.write(folder, gain)));
    }

    @Test
    void aChangedFitIsRecomputed() throws Exception {
        assertEquals(ALL, recomputed(() -> fit = Preprocessing.Fit.CROP));
    }

    @Test
    void aChangedImageOfTheSameNameIsRecomputed() throws Exception {
        assertEquals(ALL, recomputed(() -> images.set(0, image("red", new Color(250, 0, 0)))));
    }

    @Test
    void aChangedTargetOrMaskIsRecomputed() throws Exception {
        assertEquals(
                List.of("red.json"),
                recomputed(() -> images.set(0, images.get(0).withTarget(Target.of(1)))));
        assertEquals(List.of("red.json"), recomputed(() -> images.set(0, masked(40))));
        assertEquals(List.of("red.json"), recomputed(() -> images.set(0, masked(41))));
    }

    private static EvaluationImage masked(int pixels) {
        var bits = new BitSet();
        bits.set(0, pixels);
        return EvaluationImage.of("red", () -> new Content(drawn(Color.RED), Optional.of(Mask.of(160, 120, bits))));
    }

    @Test
    void changedOptionsAreRecomputed() throws Exception {
        assertEquals(ALL, recomputed(() -> options = b -> b.seed(1)));
        assertEquals(ALL, recomputed(() -> options = b -> b.layer("cells")));
        assertEquals(ALL, recomputed(() -> options = b -> b.metrics(METRICS.subList(0, 1))));
        assertEquals(ALL, recomputed(() -> options = b -> b.target(Target.of(2))));
        assertEquals(ALL, recomputed(() -> options = b -> b.methods(List.of(new IntegratedGradients(3)))));
        assertEquals(ALL, recomputed(() -> options = b -> b.methods(List.of(new IntegratedGradients(4)))));
        assertEquals(
                List.of("randomization.json"),
                recomputed(() -> options = b -> b.methods(List.<AttributionMethod>of(new IntegratedGradients(4)))
                        .randomization(1, 2, 2)));
    }

    @Test
    void aFileOfAnOlderVersionIsRecomputed() throws Exception {
        assertEquals(ALL, recomputed(() -> {
            for (String file : ALL) {
                Files.writeString(folder.resolve("report/pictures").resolve(file), "{\"settings\":\"old\"}");
            }
        }));
    }

    @Test
    void aFailureOfTheEngineDoesNotEndTheRun() throws Exception {
        ColorModel.writeFailingOnWhite(folder);
        images.add(image("white", Color.WHITE));
        images.add(EvaluationImage.of(Path.of("missing.png")));
        images.add(EvaluationImage.of("defect", () -> {
            throw new IllegalStateException("a defect");
        }));
        images.add(image("blue", Color.BLUE));
        var failed = new ArrayList<String>();
        var report = run(new EvaluationListener() {
            @Override
            public void failed(EvaluationImage image, Exception cause) {
                failed.add(image.name());
            }
        });
        assertEquals(
                List.of("red", "blue"),
                report.images().stream().map(ImageScores::input).toList(),
                report.failures().toString());
        assertEquals(List.of("white", "missing.png", "defect"), failed);
        assertEquals(
                failed,
                report.failures().stream().map(EvaluationReport.Failure::input).toList());
        assertEquals(EngineException.class, report.failures().get(0).cause().getClass());
        var json =
                new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
        assertEquals("there is no such file", json.at("/failures/1/error").asText());
        assertEquals("not-found", json.at("/failures/1/kind").asText());
        assertTrue(report.randomization().isPresent());
    }

    @Test
    void aFailureOfTheRandomizationTestLeavesTheScores() throws Exception {
        var once = new boolean[1];
        images.set(0, EvaluationImage.of("red", () -> {
            if (once[0]) {
                throw new IOException("gone");
            }
            once[0] = true;
            return Content.of(drawn(Color.RED));
        }));
        var report = run();
        assertEquals(1, report.images().size());
        assertEquals("randomization", report.failures().get(0).input());
        assertEquals("gone", report.failures().get(0).cause().getMessage());
        assertTrue(Files.exists(folder.resolve("report/report.html")));
    }

    @Test
    void anInterruptKeepsWhatIsFinished() throws Exception {
        images.add(image("blue", Color.BLUE));
        assertThrows(
                CancellationException.class,
                () -> run(new EvaluationListener() {
                    @Override
                    public void finished(EvaluationImage image, ImageScores scores, int done, int total) {
                        Thread.currentThread().interrupt();
                    }
                }));
        assertTrue(Thread.interrupted());
        assertEquals(List.of("red.json"), written().stream().map(Kept::name).toList());
        assertEquals(2, run().images().size());
    }

    @Test
    void anInterruptWithinAnImageLeavesNothing() throws Exception {
        assertThrows(
                CancellationException.class,
                () -> run(new EvaluationListener() {
                    @Override
                    public void progress(EvaluationImage image, int methods, int total) {
                        if (methods == 1) {
                            Thread.currentThread().interrupt();
                        }
                    }
                }));
        assertTrue(Thread.interrupted());
        assertFalse(Files.exists(folder.resolve("report")));
    }

    @Test
    void theRemainingTimeIsEstimatedFromTheFirstMapOn() throws Exception {
        images.add(image("blue", Color.BLUE));
        images.add(image("green", Color.GREEN));
        options = b -> b.randomization(2, 2, 2);
        var events = new ArrayList<String>();
        var estimates = new ArrayList<Duration>();
        run(new EvaluationListener() {
            @Override
            public void estimated(Duration left) {
                estimates.add(left);
                events.add("estimated");
            }

            @Override
            public void finished(EvaluationImage image, ImageScores scores, int done, int total) {
                events.add("finished");
            }
        });
        assertEquals(List.of("estimated", "estimated", "finished"), events.subList(0, 3));
        assertEquals(3 * 2 + 4, estimates.size());
        assertTrue(estimates.stream().noneMatch(Duration::isNegative), estimates.toString());
        assertTrue(estimates.get(0).compareTo(estimates.get(5)) > 0, estimates.toString());
        assertEquals(Duration.ZERO, estimates.get(9));
    }

    @Test
    void theDefaultsNeedFewPasses() {
        for (var method : Evaluation.DEFAULT_METHODS) {
            assertTrue(method.passes(2048, 0.1) <= 3, method.id());
        }
        assertTrue(Methods.all().containsAll(Evaluation.DEFAULT_METHODS));
        assertTrue(new ScoreCam(64).passes(2048, 0.1) == 64 && new ScoreCam().passes(2048, 0.1) == 2048);
    }

    @Test
    void thePageNamesWhatItShows() throws Exception {
        images.add(image("blue", Color.BLUE));
        run();
        var page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains(LocalDate.now(ZoneOffset.UTC).toString()), page);
        assertTrue(page.contains("share of pixels, hottest first"), page);
        assertTrue(page.contains("</i>HiResCAM 0."), page);
        assertTrue(page.contains("No image has a value for: Energy"), page);
        assertTrue(page.contains(" ± "), page);
    }

    @Test
    void imagesOfOneNameHaveFilesOfTheirOwn() throws Exception {
        images.add(image("Red", Color.BLUE));
        assertEquals(
                List.of("red", "Red-2"),
                run().images().stream().map(ImageScores::file).toList());
    }

    @Test
    void settingsAreData() throws Exception {
        options = b -> b.methods(List.of(new IntegratedGradients(3)));
        run();
        var settings = new ObjectMapper()
                .readTree(folder.resolve("report/report.json").toFile())
                .get("settings");
        assertEquals("colors", settings.at("/model/id").asText());
        assertTrue(settings.at("/model/sha256").asText().matches("[0-9a-f]{64}"));
        assertEquals("squash", settings.at("/model/preprocessing/fit").asText());
        assertEquals("places", settings.get("layer").asText());
        assertEquals("3", settings.at("/methods/0/parameters/steps").asText());
        assertEquals("zero", settings.at("/metrics/0/parameters/fill").asText());
        assertTrue(settings.get("version").asText().matches("\\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void thePageEscapesNames() throws Exception {
        images.set(0, image("<b>\"red\" & 'co'</b>", Color.RED));
        run();
        var page = Files.readString(folder.resolve("report/report.html"));
        assertTrue(page.contains("&lt;b&gt;"), page);
        assertFalse(page.contains("<b>"), page);
        assertEquals(
                "\"<b>\"\"red\"\" & 'co'</b>\"",
                Files.readAllLines(folder.resolve("report/report.csv")).get(1).split(",")[0]);
    }
}
