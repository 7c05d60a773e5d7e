package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.report.ColorModel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder in batches, with a classifier of colors. */
class ExplainFolderTest {

    private static final int IMAGES = 125;

    @TempDir
    Path folder;

    private Path images;
    private Path model;

    private record Run(int code, JsonNode document, String err) {
        private List<String> inputs(String list) {
            return StreamSupport.stream(document.get(list).spliterator(), false)
                    .map(e -> Path.of(e.get("input").asText()).getFileName().toString())
                    .toList();
        }

        /** Returns the explanations without what differs from run to run. */
        private List<JsonNode> explanations() {
            return StreamSupport.stream(document.get("explanations").spliterator(), false)
                    .<JsonNode>map(e -> ((ObjectNode) e).without(List.of("timings")))
                    .toList();
        }
    }

    @BeforeEach
    void files() throws IOException {
        model = ColorModel.write(folder);
        images = Files.createDirectory(folder.resolve("images"));
    }

    /** A picture with a rectangle of a primary color on another: the class is the color of the larger part. */
    private void draw(int number) throws IOException {
        var image = new BufferedImage(40 + number % 7, 40, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(new Color(0xff << 8 * (number % 3)));
        pen.fillRect(0, 0, 50, 50);
        pen.setColor(new Color(0xff << 8 * (number / 3 % 3)));
        pen.fillRect(number % 20, 5, 12, 12);
        pen.dispose();
        Image.fromBufferedImage(image).write(images.resolve(String.format(Locale.ROOT, "%03d.png", number)));
    }

    private void draw(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            draw(i);
        }
    }

    private Run explain(String... more) throws IOException {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments = new ArrayList<>(List.of("explain", images.toString(), "-m", model.toString(), "--json"));
        arguments.addAll(List.of("--format", "npy", "-o", folder.resolve("maps").toString()));
        arguments.addAll(List.of(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        return new Run(code, new ObjectMapper().readTree(out.toString()), err.toString());
    }

    @Test
    void anySizeGivesTheSameExplanationsInTheSameOrder() throws IOException {
        draw(0, 10);
        for (String[] request : List.of(
                new String[] {"-l", "places"},
                new String[] {"-t", "top2", "-t", "top1", "-t", "0", "-l", "places"},
                new String[] {"-l", "places,cells", "--method", "hirescam", "--scale", "shared"})) {
            var alone = explain(with(request, "--batch-size", "1"));
            assertEquals(0, alone.code(), alone.err());
            for (String size : List.of("auto", "3", "32")) {
                var together = explain(with(request, "--batch-size", size));
                assertEquals(alone.inputs("explanations"), together.inputs("explanations"));
                assertEquals(alone.explanations(), together.explanations(), String.join(" ", request));
            }
        }
    }

    private Run classify(String... more) throws IOException {
        var out = new StringWriter();
        var err = new StringWriter();
        var arguments = new ArrayList<>(List.of("classify", images.toString(), "-m", model.toString(), "--json"));
        arguments.addAll(List.of(more));
        int code =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        return new Run(code, new ObjectMapper().readTree(out.toString()), err.toString());
    }

    @Test
    void classifyGivesTheSameForAnySize() throws IOException {
        draw(0, IMAGES);
        Files.writeString(images.resolve("004.png"), "no image");
        var alone = classify("--batch-size", "1");
        assertEquals(ErrorReporter.FAILED, alone.code(), alone.err());
        assertEquals(IMAGES - 1, alone.inputs("results").size());
        assertEquals(List.of("004.png"), alone.inputs("failures"));
        for (String size : List.of("auto", "3", "32")) {
            var together = classify("--batch-size", size, "--verbose");
            assertEquals(alone.document(), together.document(), size);
            assertEquals(size.equals("auto"), together.err().contains("images per second by batch size: 1: "));
        }
    }

    private static String[] with(String[] request, String... more) {
        var all = new ArrayList<>(List.of(request));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** A file that is not an image, and images whose first class is the one that it is compared with. */
    @Test
    void imagesOfABatchFailAlone() throws IOException {
        draw(0, 9);
        Files.writeString(images.resolve("004.png"), "no image");
        var run = explain("-t", "top1", "--versus", "1", "--batch-size", "4");
        assertEquals(ErrorReporter.FAILED, run.code());
        assertEquals(
                List.of("000.png", "002.png", "003.png", "005.png", "006.png", "008.png"), run.inputs("explanations"));
        assertEquals(List.of("001.png", "004.png", "007.png"), run.inputs("failures"));
    }

    @Test
    void theLogHasTheMeasuredRatesAndTheChoice() throws IOException {
        draw(0, IMAGES);
        var run = explain("--verbose");
        assertEquals(0, run.code(), run.err());
        assertTrue(
                run.err()
                        .lines()
                        .anyMatch(line -> line.matches("images per second by batch size: 1: [0-9.]+, 2: [0-9.]+, "
                                + "4: [0-9.]+, 8: [0-9.]+; from here on [1248] at once")),
                run.err());
        assertEquals(IMAGES, run.inputs("explanations").size());
        assertFalse(explain().err().contains("per second"));
    }

    @Test
    void theLogHasTheReasonWhyImagesRunOneByOne() throws IOException {
        draw(0, 2);
        assertTrue(explain("--verbose", "--method", "scorecam", "--batch-size", "2")
                .err()
                .contains("images run one by one: scorecam runs the model many times for each image"));
    }
}
