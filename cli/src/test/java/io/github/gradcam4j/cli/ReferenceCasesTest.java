package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small models of others whose structure or settings are easily explained wrongly, through the command. Those of
 * {@code cases.json} have a right map or a right refusal.
 */
class ReferenceCasesTest {

    /** Cases that may fail, with the reason. */
    private static final Map<String, String> LIMITS = Map.of();

    @TempDir
    Path results;

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return ReferenceCase.read(ReferenceData.path("cases/cases.json").getParent()).stream()
                .map(one -> test(one.name(), () -> one.problem(results)));
    }

    @TestFactory
    Stream<DynamicTest> models() {
        return Stream.of(
                works("mnist-1channel-torch1.13.onnx", "color gray"),
                works("xray-1x64x64.onnx", "color gray"),
                works("mnist-cntk-winml-metadata.onnx", "color gray", "pixels 255"),
                works("mnist-keras2onnx-nhwc1.onnx", "color gray", "layout nhwc"),
                works("ImageClassifier_explicit_location.onnx"),
                works("ImageClassifier_weights_as_constants.onnx"),
                test("evaluate ImageClassifier_weights_as_constants.onnx", this::evaluation),
                works("keras3-tfjs/model.json"),
                refused("unknown-cnn.pth", "none of the networks"),
                refused("git-lfs-pointer.onnx", "git lfs pull"),
                works("mnist-convinteger.onnx", "color gray"));
    }

    /** A whole Keras file, whose values were computed in float64 from its topology. */
    @TestFactory
    Stream<DynamicTest> keras() {
        return Stream.of(test("mini_xception.hdf5", () -> {
            var folder = ReferenceData.path("cases/keras");
            var run = run(
                    "explain",
                    folder.resolve("face_drawn_64.png").toString(),
                    "-m",
                    folder.resolve("mini_xception.hdf5").toString(),
                    "--mean",
                    "0.5",
                    "--std",
                    "0.5",
                    "-l",
                    "add_4",
                    "-t",
                    "2",
                    "--json",
                    "--format",
                    "json");
            var expected = new ObjectMapper()
                    .readTree(folder.resolve("mini_xception.expected.json").toFile());
            var found =
                    new ObjectMapper().readTree(run.out()).path("explanations").path(0);
            double logit = found.path("target").path("logit").asDouble();
            return ReferenceCase.difference(expected.path("map"), found.path("map")) < 1e-4
                            && Math.abs(logit - expected.path("logits").path(2).asDouble()) < 1e-4
                    ? ""
                    : run.out() + run.err();
        }));
    }

    /** The settings are among those that the command prints. */
    private DynamicTest works(String model, String... settings) {
        return test(model, () -> {
            var run = run("explain", "sample:school-bus", "-m", model(model));
            return run.code() != 0 || !Stream.of(settings).allMatch(run.err()::contains) ? run.err() : "";
        });
    }

    private DynamicTest refused(String model, String reason) {
        return test(model, () -> {
            var run = run("explain", "sample:school-bus", "-m", model(model));
            return run.code() != 0 && run.err().toLowerCase(Locale.ROOT).contains(reason) ? "" : run.err();
        });
    }

    private String evaluation() throws IOException {
        var run = run(
                "evaluate",
                "sample:school-bus",
                "-t",
                "top1",
                "--methods",
                "gradcam",
                "--metrics",
                "sparseness",
                "-m",
                model("ImageClassifier_weights_as_constants.onnx"));
        return run.code() == 0 || run.err().contains("no weights to shuffle") ? "" : run.err();
    }

    private static String model(String name) {
        return ReferenceData.path("cases/models/" + name).toString();
    }

    private record Run(int code, String out, String err) {}

    private Run run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = Stream.concat(Stream.of(arguments), Stream.of("-o", results.toString()));
        int code = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(all.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    private static DynamicTest test(String name, Callable<String> problem) {
        return DynamicTest.dynamicTest(name, () -> {
            String found = problem.call();
            assumeTrue(
                    found.isEmpty() || !LIMITS.containsKey(name),
                    () -> "skipped: " + name + ": " + LIMITS.get(name) + " (" + found + ")");
            assertEquals("", found, name);
        });
    }
}
