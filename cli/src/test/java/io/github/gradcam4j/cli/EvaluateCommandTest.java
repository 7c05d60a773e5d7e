package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.report.ColorModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation of a color classifier, from the command line to its files. */
class EvaluateCommandTest {

    private static final String METHODS = "hirescam,guidedbackprop,integratedgradients,random,center";

    private static final String METRICS = "deletion,energy-pointing,completeness-error,sparseness";

    @TempDir
    Path folder;

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void model() throws IOException {
        ColorModel.write(folder);
    }

    private Run evaluate(String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments = new ArrayList<>(
                List.of("evaluate", "-t", "0", "-o", folder.resolve("report").toString()));
        arguments.addAll(List.of("-m", folder.resolve("colors.onnx").toString(), "-l", "places"));
        arguments.addAll(List.of(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    }

    /** The color model has no lighthouse. */
    @Test
    void aSampleOfAnotherModelsClasses() throws IOException {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commandLine(new PrintWriter(out), new PrintWriter(err))
                .execute(
                        "evaluate",
                        "sample:lighthouse",
                        "-o",
                        folder.resolve("report").toString(),
                        "-m",
                        folder.resolve("colors.onnx").toString(),
                        "--methods",
                        "gradcam",
                        "--metrics",
                        "sparseness",
                        "--randomize",
                        "0");
        assertEquals(0, code, err.toString());
        assertTrue(err.toString().contains("class 437"), err.toString());
        assertTrue(err.toString().contains("-t CLASS"), err.toString());
        assertTrue(report().get("pictures").get(0).get("target").asInt() < 3, report().toString());
    }

    @Test
    void writesTableCsvJsonAndPage() throws IOException {
        var run = evaluate(
                "sample:lighthouse", "sample:school-bus", "--methods", METHODS, "--metrics", METRICS, "--stages", "2");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("ENERGY-POINTING"), run.out());
        assertEquals(5, report().get("methods").size());
        assertEquals(2, report().get("pictures").size());
        assertEquals(11, Files.readAllLines(folder.resolve("report/report.csv")).size());
        var hires = report().get("methods").get(0);
        assertEquals("hirescam", hires.get("method").asText());
        assertEquals(0, hires.get("completeness-error").asDouble(), 1e-4);
        var center = report().get("methods").get(4);
        assertEquals(1, center.get("randomization").asDouble(), 1e-6);
        double share = report().get("pictures").get(0).get("objectShare").asDouble();
        assertTrue(share > 0.02 && share < 0.9, "the lighthouse covers " + share);
        String page = Files.readString(folder.resolve("report/report.html"));
        assertEquals(12, page.split("data:image/jpeg;base64,", -1).length - 1);
        assertFalse(page.contains("http://") || page.contains("https://"));
    }

    @Test
    void goesOnWhereItWasAndIsTheSameEachTime() throws IOException {
        String[] options = {
            "sample:lighthouse", "--methods", "hirescam,random", "--randomize", "0", "--seed", "4", "--metrics", METRICS
        };
        evaluate(options);
        var kept = folder.resolve("report/pictures/lighthouse.json");
        var first = report();
        var written = Files.getLastModifiedTime(kept);
        evaluate(options);
        assertEquals(written, Files.getLastModifiedTime(kept));
        assertEquals(first.get("pictures"), report().get("pictures"));
        assertEquals(first.get("methods"), report().get("methods"));
        Files.delete(kept);
        evaluate(options);
        for (int m = 0; m < 2; m++) {
            var values = first.get("pictures").get(0).get("maps").get(m).get("values");
            assertEquals(
                    values, report().get("pictures").get(0).get("maps").get(m).get("values"));
        }
        var other = options.clone();
        other[6] = "5";
        evaluate(other);
        assertNotEquals(first.get("pictures"), report().get("pictures"));
    }

    @Test
    void anEstimateComesFirstAndTheDefaultsAreFew() throws IOException {
        var run = evaluate("sample:lighthouse", "--randomize", "0");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("1 image, 7 methods, 6 metrics: about "), run.err());
        assertFalse(run.err().contains("left"), run.err());
        assertEquals(7, report().get("methods").size());
        assertTrue(report().get("machine").get("date").asText().startsWith("20"), report().toString());
    }

    @Test
    void timesAreReadable() {
        assertEquals("about 1 s", EvaluateCommand.about(Duration.ofMillis(3)));
        assertEquals("about 119 s", EvaluateCommand.about(Duration.ofSeconds(119)));
        assertEquals("about 12 min", EvaluateCommand.about(Duration.ofSeconds(700)));
        assertEquals("about 2.5 h", EvaluateCommand.about(Duration.ofMinutes(150)));
    }

    @Test
    void whatFailsIsNamedAndTheRestIsDone() throws IOException {
        var run = evaluate(
                "missing.png",
                "sample:lighthouse",
                "--methods",
                "hirescam",
                "--metrics",
                "sparseness",
                "--randomize",
                "0");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("missing.png"), run.err());
        assertEquals(1, report().get("pictures").size());
    }

    @Test
    void aFailureOfTheEngineIsReportedAndTheRestIsDone() throws IOException {
        ColorModel.writeFailingOnWhite(folder);
        var white = folder.resolve("white.png");
        white(white);
        var run = evaluate(
                white.toString(),
                "sample:lighthouse",
                "--methods",
                "hirescam",
                "--metrics",
                "sparseness",
                "--randomize",
                "0");
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("colors.onnx: ONNX Runtime could not run the graph"), run.err());
        assertFalse(run.err().contains("defect"), run.err());
        assertEquals("sample:lighthouse", report().at("/pictures/0/input").asText());
        assertEquals(white.toString(), report().at("/failures/0/input").asText());
    }

    private static void white(Path file) throws IOException {
        var image = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().fillRect(0, 0, 224, 224);
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void anotherFitIsComputedAnew() throws IOException {
        String[] options = {"sample:lighthouse", "--methods", "hirescam", "--randomize", "0", "--metrics", "sparseness"
        };
        evaluate(options);
        var first = report();
        evaluate(Stream.concat(Arrays.stream(options), Stream.of("--fit", "squash"))
                .toArray(String[]::new));
        assertEquals("crop", first.at("/settings/model/preprocessing/fit").asText());
        assertEquals("squash", report().at("/settings/model/preprocessing/fit").asText());
        assertNotEquals(
                first.at("/pictures/0/maps/0/values/sparseness"), report().at("/pictures/0/maps/0/values/sparseness"));
    }

    @Test
    void unknownNamesAreWrongUsage() {
        assertEquals(2, evaluate("sample:lighthouse", "--methods", "lime").code());
        assertEquals(2, evaluate("sample:lighthouse", "--metrics", "beauty").code());
    }
}
