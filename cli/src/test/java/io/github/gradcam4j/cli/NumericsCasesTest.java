package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that gave wrong numbers in version 0.1, through the command: gradients, explanations and evaluations. */
class NumericsCasesTest {

    private static final double TOLERANCE = 2e-4;

    @TempDir
    Path results;

    private record Run(int code, String out, String err) {

        JsonNode json() throws IOException {
            assertEquals(0, code, err);
            return new ObjectMapper().readTree(out);
        }
    }

    private static Run run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private static Path file(String name) {
        return ReferenceData.path("cases/numerics").resolve(name);
    }

    @TestFactory
    Stream<DynamicTest> gradients() throws IOException {
        try (var files = Files.list(file(""))) {
            return files
                    .map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".json"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(f -> f.substring(0, f.length() - ".json".length()))
                    .map(name -> test(name, () -> gradient(name)));
        }
    }

    /** Returns what is wrong; empty if the gradient is right. */
    private String gradient(String name) throws IOException {
        var json = new ObjectMapper().readTree(file(name + ".json").toFile());
        Npy.write(results.resolve("x.npy"), tensor(json.get("input")));
        Npy.write(results.resolve("dy.npy"), tensor(json.get("seed")));
        var arguments = new ArrayList<>(List.of(
                "gradient",
                file(name + ".onnx").toString(),
                "--input",
                results.resolve("x.npy").toString()));
        try (var inputs = Files.newDirectoryStream(file(""), name + ".in_*.npy")) {
            for (Path input : inputs) {
                String base = input.getFileName().toString();
                String tensor = base.substring(name.length() + ".in_".length(), base.length() - ".npy".length());
                arguments.addAll(List.of("--input", tensor + "=" + input));
            }
        }
        var written = results.resolve("dx.npy");
        arguments.addAll(List.of("--seed", results.resolve("dy.npy").toString(), "-o", written.toString()));
        var run = run(arguments.toArray(String[]::new));
        return run.code() == 0 ? difference(tensor(json.get("gradient")), Npy.read(written)) : run.err();
    }

    private static Tensor tensor(JsonNode json) {
        var shape = new long[json.get("shape").size()];
        Arrays.setAll(shape, i -> json.get("shape").get(i).asLong());
        return Tensor.of(floats(json.get("data")), shape);
    }

    private static float[] floats(JsonNode json) {
        var values = new float[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) json.get(i).asDouble();
        }
        return values;
    }

    private static String difference(Tensor expected, Tensor actual) {
        if (!expected.toString().equals(actual.toString())) {
            return actual + " instead of " + expected;
        }
        return difference(expected.toArray(), actual.toArray());
    }

    private static String difference(float[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double here = Math.abs(expected[i] - actual[i]);
            difference = Double.isNaN(here) ? Double.POSITIVE_INFINITY : Math.max(difference, here);
        }
        return difference <= TOLERANCE * Math.max(largest, 1e-6)
                ? ""
                : String.format(Locale.ROOT, "differs by %.2g, the largest value is %.2g", difference, largest);
    }

    /** Its first run would end the process. */
    @Test
    void randomNumbersWithoutAScaleAreRefused() throws IOException {
        Npy.write(results.resolve("x.npy"), Tensor.zeros(2, 3));
        String x = results.resolve("x.npy").toString();
        String model = file("random_scale0.onnx").toString();
        var run = run("gradient", model, "--input", x, "--seed", x, "-o", x);
        assertEquals(1, run.code());
        assertTrue(run.err().contains("RandomNormalLike"), run.err());
    }

    @TestFactory
    Stream<DynamicTest> explanations() {
        return Stream.of(
                map("data_dependent_gather1", "data_dependent_x", "f", 2),
                map("data_dependent_slice", "data_dependent_x", "f", 2),
                test("resize10_logits", this::logits),
                sameMap("patch"),
                sameMap("/Transpose_output_0"),
                test("vit_reshape_layer", this::reshapedLayer),
                test("vit_hirescam_cancels", this::cancellation));
    }

    private DynamicTest map(String name, String input, String layer, int target) {
        return test(name, () -> {
            var run = explain(name, input, "-l", layer, "-t", "" + target, "--method", "hirescam");
            var json = new ObjectMapper()
                    .readTree(file("explain/" + name + ".json").toFile());
            return mapDifference(run, json.get("map"));
        });
    }

    private DynamicTest sameMap(String layer) {
        return test("vit_reshape_layer at " + layer, () -> {
            var run = explain("vit", "vit_x", "-l", layer, "-t", "1", "--method", "hirescam");
            var json = new ObjectMapper()
                    .readTree(file("explain/vit_reshape_layer.json").toFile());
            return mapDifference(run, json.get("map"));
        });
    }

    private static String mapDifference(Run run, JsonNode expected) throws IOException {
        if (run.code() != 0) {
            return run.err();
        }
        var map = run.json().at("/explanations/0/map");
        boolean sized = map.get("height").equals(expected.get("height"))
                && map.get("width").equals(expected.get("width"));
        return sized
                ? difference(floats(expected.get("raw")), floats(map.get("raw")))
                : "the map is " + map.get("height") + " x " + map.get("width");
    }

    private String logits() throws IOException {
        var run = explain("resize10_logits", "resize10_logits_x", "-l", "r", "-t", "0");
        if (run.code() != 0) {
            return run.err();
        }
        var expected = new ObjectMapper()
                .readTree(file("explain/resize10_logits.json").toFile())
                .get("logits_of_onnx_runtime_on_the_file");
        double logit = run.json().at("/explanations/0/target/logit").asDouble();
        return Math.abs(logit - expected.get(0).asDouble()) < TOLERANCE ? "" : "the logit is " + logit;
    }

    /** A tensor of channels by positions has the right map, or is refused as a layer; it is not a map of tokens. */
    private String reshapedLayer() throws IOException {
        var run = explain("vit", "vit_x", "-l", "/Reshape_output_0", "-t", "1", "--method", "hirescam");
        var json = new ObjectMapper()
                .readTree(file("explain/vit_reshape_layer.json").toFile());
        return run.code() != 0 && run.err().contains("/Reshape_output_0") ? "" : mapDifference(run, json.get("map"));
    }

    /** The terms of HiResCAM cancel; this is reported. */
    private String cancellation() {
        var run = explain("vit", "vit_x", "-t", "1", "--method", "hirescam");
        return run.code() == 0 && (run.err() + run.out()).contains("cancel") ? "" : run.err() + run.out();
    }

    private Run explain(String model, String input, String... more) {
        var arguments = new ArrayList<>(List.of("explain", "--json", "--format", "json", "-o", results.toString()));
        arguments.addAll(List.of("-m", file("explain/" + model + ".onnx").toString()));
        arguments.addAll(
                List.of("--input-tensor", file("explain/" + input + ".npy").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /** Three files of one network: the same weights are shuffled in the same way, in whatever form they are. */
    @TestFactory
    Stream<DynamicTest> evaluations() throws IOException {
        return Stream.of("constnet", "hwio", "half")
                .map(name -> test("evaluate " + name, () -> {
                    var test = evaluate(name);
                    assertEquals("[250,13618,18262]", test.get("parameters").toString());
                    assertTrue(test.at("/correlations/gradcam/2").asDouble() < 0.5, test.toString());
                    assertTrue(test.at("/correlations/fem/0").asDouble() > 0.99, test.toString());
                    boolean rounded = name.equals("half");
                    return rounded || test.equals(evaluate("constnet")) ? "" : test.toString();
                }));
    }

    private JsonNode evaluate(String name) throws IOException {
        var report = results.resolve(name);
        var run = run(
                "evaluate",
                "sample:lighthouse",
                "sample:school-bus",
                "-m",
                file("evaluate/" + name + ".onnx").toString(),
                "-o",
                report.toString(),
                "--fit=squash",
                "-t=top1",
                "-l=layer3",
                "--methods=gradcam,fem,random",
                "--metrics=sparseness",
                "--randomize=2",
                "--stages=3",
                "--shuffles=1");
        assertEquals(0, run.code(), run.err());
        return new ObjectMapper()
                .readTree(report.resolve("report.json").toFile())
                .get("randomization");
    }

    /** A model without ReLU: all methods but those of guided backpropagation have values. */
    @TestFactory
    Stream<DynamicTest> defaults() {
        return Stream.of(test("evaluate vit", () -> {
            var report = results.resolve("vit");
            var run = run(
                    "evaluate",
                    "sample:lighthouse",
                    "-m",
                    file("explain/vit.onnx").toString(),
                    "--fit=squash",
                    "-t=top1",
                    "--channels=4",
                    "--thorough",
                    "-o",
                    report.toString());
            assertEquals(0, run.code(), run.err());
            assertTrue(run.err().contains("guidedbackprop, guidedgradcam: no map: "), run.err());
            var json = new ObjectMapper().readTree(report.resolve("report.json").toFile());
            int correlations = json.at("/randomization/correlations").size();
            return json.get("methods").size() - 2 == correlations ? "" : "values of " + correlations + " methods";
        }));
    }

    private static DynamicTest test(String name, Callable<String> problem) {
        return DynamicTest.dynamicTest(name, () -> assertEquals("", problem.call(), name));
    }
}
