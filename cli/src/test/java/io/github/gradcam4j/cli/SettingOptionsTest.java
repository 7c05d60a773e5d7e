package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.report.ColorModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingOptionsTest {

    private static final String[] NONE = {};

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = ColorModel.write(folder);
    }

    /** Each option has the same effect as the field of a card. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--color bgr | 'channels': 'BGR'",
                "--pixels 255 --mean 0 --std 1 | 'scale': 1, 'mean': 0, 'std': 1",
                "--mean 0.5,0.25,0 --std 0.5,1,2 | 'mean': [0.5, 0.25, 0], 'std': [0.5, 1, 2]",
                "--mean -0.5 --std 0.25 | 'mean': -0.5, 'std': 0.25",
                "--pixels 255 --color bgr --mean 103.939,116.779,123.68 | "
                        + "'scale': 1, 'channels': 'BGR', 'mean': [103.939, 116.779, 123.68], 'std': 1",
                "--fit squash | 'fit': 'squash'",
                "--fit PAD | 'fit': 'pad'",
                "--interpolation nearest | 'interpolation': 'nearest'",
                "--interpolation bicubic | 'interpolation': 'bicubic'",
                "--input-size 224x224 --layout nchw | 'width': 224, 'height': 224, 'layout': 'NCHW'",
            })
    void inputOptions(String options, String field) throws IOException {
        var card = card("{'id': 'm', 'input': {" + field + "}}");
        var byCard = classify(0, "--card", card);
        assertEquals(byCard.out, classify(0, options.split(" ")).out);
        if (!options.contains("224x224") && !options.contains("interpolation")) {
            assertNotEquals(classify(0, NONE).out, byCard.out);
        }
    }

    @Test
    void anOptionReplacesOneSettingOfACard() throws IOException {
        var whole = card("{'id': 'm', 'input': {'channels': 'BGR', 'mean': [0, 0.5, 1], 'std': 0.5, 'fit': 'squash'},"
                + " 'output': {'activation': 'sigmoid'}, 'labels': ['a', 'b', 'c']}");
        var printed = classify(0, "--card", whole, "--activation", "none", "--fit", "pad");
        assertEquals(
                List.of(
                        "from the command line: fit pad, activation none",
                        "from the card: color bgr, pixels 1, mean 0,0.5,1, std 0.5, 3 labels",
                        "from the graph: input-size 224x224, layout nchw",
                        "assumed: interpolation bilinear"),
                printed.err
                        .lines()
                        .map(line -> line.substring(line.indexOf(": ") + 2))
                        .toList());
        var other = card("{'id': 'm', 'input': {'channels': 'BGR', 'mean': [0, 0.5, 1], 'std': 0.5, 'fit': 'pad'},"
                + " 'output': {'activation': 'none'}, 'labels': ['a', 'b', 'c']}");
        assertEquals(classify(0, "--card", other).out, printed.out);
    }

    @Test
    void labelsOfAFile() throws IOException {
        var labels = Files.writeString(folder.resolve("names.txt"), "\uFEFFred\ngreen\nblue\n");
        assertTrue(classify(0, "--labels", labels.toString()).out.contains("\"label\":\"red\""));
        Files.writeString(labels, "red\ngreen\n");
        var failed = classify(2, "--labels", labels.toString());
        assertTrue(failed.err.contains("has 3 classes, but 2 labels are given (from the command line)"), failed.err);
        assertTrue(classify(1, "--labels", "gone.txt").err.contains("gone.txt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--color cmyk | is not one of rgb, bgr, gray, rgba",
                "--pixels 2 | --pixels is 1 or 255, not 2",
                "--mean one | 'one' is not a double",
                "--mean 1,2 | mean 1,2 (from the command line) does not fit: the model's input has 3 channels",
                "--std 0 | std must be numbers of a magnitude from 1e-12 to 1e12",
                "--input-size 224 | an input size is WIDTHxHEIGHT in pixels, such as 224x224, not '224'",
                "--input-size 100x224 | input-size 100x224 (from the command line) does not fit: the model's input is",
                "--color gray | color gray (from the command line) does not fit",
                "--layout nhwc | layout nhwc (from the command line) does not fit",
                "--fit stretch | is not one of squash, crop, pad",
                "--interpolation cubic | is not one of bilinear, bicubic, nearest",
                "--activation relu | is not one of",
                "--output gone | gone",
            })
    void wrongValues(String options, String expected) {
        var failed = classify(2, options.split(" "));
        assertTrue(failed.err.contains(expected), failed.err);
    }

    /** Kept results are used again only with the same options. */
    @Test
    void evaluateComputesAgainWithOtherOptions() throws IOException {
        var kept = folder.resolve("report").resolve("pictures");
        var first = evaluated(kept);
        assertEquals(first, evaluated(kept), "the same file");
        for (String option : List.of("--color bgr", "--mean 0.4", "--std 0.3", "--fit pad", "--activation none")) {
            var other = evaluated(kept, option.split(" "));
            assertNotEquals(first, other, option);
            assertEquals(other, evaluated(kept, option.split(" ")), option);
        }
    }

    /** Evaluates a sample and returns the time at which its results were computed. */
    private FileTime evaluated(Path kept, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("evaluate", "sample:daisy", "-m", model.toString(), "-t", "0"));
        arguments.addAll(List.of("--methods", "gradcam", "--metrics", "sparseness", "--randomize", "0"));
        arguments.addAll(List.of("-o", folder.resolve("report").toString()));
        arguments.addAll(Arrays.asList(options));
        var err = new StringWriter();
        int exit = Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        assertEquals(0, exit, err.toString());
        try (var files = Files.list(kept)) {
            var json = files.filter(f -> f.toString().endsWith(".json")).toList();
            assertEquals(1, json.size(), json.toString());
            return Files.getLastModifiedTime(json.get(0));
        }
    }

    private record Printed(String out, String err) {}

    private String card(String json) throws IOException {
        return Files.writeString(folder.resolve("other.json"), json.replace('\'', '"'))
                .toString();
    }

    private Printed classify(int code, String... options) {
        var arguments = new ArrayList<>(List.of("classify", "sample:daisy", "--json", "-m", model.toString()));
        arguments.addAll(Arrays.asList(options));
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        assertEquals(code, exit, err.toString());
        return new Printed(out.toString(), err.toString());
    }
}
