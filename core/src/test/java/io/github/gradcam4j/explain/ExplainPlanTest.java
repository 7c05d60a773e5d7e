package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.SmoothGrad;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.ObjectiveGraph;
import io.github.gradcam4j.target.Outputs;
import io.github.gradcam4j.target.RawOutput;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.target.WeightedSum;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans give the explanations of the explainer that made them, here and in other processes. */
class ExplainPlanTest {

    @TempDir
    private Path folder;

    /** A program that explains with every plan of a folder and writes the results. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws IOException {
            var folder = Path.of(arguments[0]);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".plan"))::iterator) {
                    String name = file.getFileName().toString();
                    var input = Npy.read(folder.resolve(name.substring(0, name.indexOf('.')) + ".npy"));
                    try (var runner = ExplainPlan.read(file).open()) {
                        Files.write(folder.resolve(name + ".result"), result(runner.run(input)));
                    }
                }
            }
        }
    }

    /** Returns everything about an explanation but its times. */
    private static byte[] result(Explanation e) {
        var bytes = new ByteArrayOutputStream();
        var maps = Stream.of(
                Tensor.of(e.map().values(), e.map().height(), e.map().width()),
                Tensor.of(
                        e.context().activations().values(),
                        e.context().activations().channels(),
                        e.context().activations().area()),
                Tensor.of(
                        e.context().gradient().values(),
                        e.context().gradient().channels(),
                        e.context().gradient().area()),
                Tensor.of(e.predictions().logits(), e.predictions().size()));
        maps.map(Npy::bytes).forEach(bytes::writeBytes);
        String text = String.join(
                "\n",
                e.toString(),
                e.predictions().top(5).toString(),
                e.versus().toString(),
                e.layer().toString(),
                e.settings().lines().toString(),
                e.notes().toString(),
                e.cropRegion().toString(),
                Double.toString(e.context().score()));
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static ExplainPlan copy(ExplainPlan plan) {
        return ExplainPlan.read(plan.toBytes());
    }

    private static void assertSameResult(Explainer explainer, ExplainRequest request, Tensor input, String name) {
        var expected = explainer.explain(input, request);
        try (var runner = copy(explainer.plan(request)).open()) {
            var actual = runner.run(input);
            assertArrayEquals(expected.map().values(), actual.map().values(), name);
            assertArrayEquals(result(expected), result(actual), name);
        }
    }

    @Test
    void everyMethodGivesTheSameBytes() throws IOException {
        for (var model : PlanModels.all().entrySet()) {
            try (var explainer = model.getValue().open(folder)) {
                var input = PlanModels.input(explainer, 1);
                for (var method : Methods.all()) {
                    var request = ExplainRequest.of(Target.top(1)).withMethod(method);
                    String name = model.getKey() + " " + method.id();
                    try {
                        explainer.explain(input, request);
                    } catch (NoGradientException e) {
                        assertEquals(
                                e.getMessage(),
                                assertThrows(NoGradientException.class, () -> explainer.plan(request), name)
                                        .getMessage());
                        continue;
                    }
                    assertSameResult(explainer, request, input, name);
                }
            }
        }
    }

    @Test
    void anotherProcessGivesTheSameBytes() throws IOException, InterruptedException {
        var expected = new LinkedHashMap<String, byte[]>();
        var methods = List.of(
                Methods.GRAD_CAM,
                Methods.SCORE_CAM,
                Methods.INTEGRATED_GRADIENTS,
                new SmoothGrad(0.2, 3, 5),
                Methods.GUIDED_GRAD_CAM);
        for (var model : PlanModels.all().entrySet()) {
            try (var explainer = model.getValue().open(folder)) {
                var input = PlanModels.input(explainer, 2);
                Npy.write(folder.resolve(model.getKey() + ".npy"), input);
                for (var method : methods) {
                    var target = explainer.labels().size() == 2
                            ? Target.of(1)
                            : Target.of(2).versus(0);
                    var request = ExplainRequest.of(target).withMethod(method);
                    String name = model.getKey() + "." + method.id() + ".plan";
                    try {
                        explainer.plan(request).write(folder.resolve(name));
                        expected.put(name, result(explainer.explain(input, request)));
                    } catch (NoGradientException e) {
                        assertFalse(method.inputGradients().isEmpty(), name);
                    }
                }
            }
        }
        var output = folder.resolve("output").toFile();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        int exit = process.waitFor();
        assertEquals(0, exit, Files.readString(output.toPath()));
        assertTrue(expected.size() > 60, expected.keySet().toString());
        for (var result : expected.entrySet()) {
            assertArrayEquals(
                    result.getValue(),
                    Files.readAllBytes(folder.resolve(result.getKey() + ".result")),
                    result.getKey());
        }
    }

    /** A custom objective with a parameter: the weighted mean of all probabilities. */
    private record Mean(float[] weights) implements Objective {
        @Override
        public String key() {
            return "mean";
        }

        @Override
        public String title() {
            return "mean of the probabilities";
        }

        @Override
        public String write(ObjectiveGraph graph) {
            var g = graph.builder();
            String terms = g.node("terms", "Mul", List.of(graph.probabilities(), graph.parameter("weights")));
            return g.node("mean", "ReduceMean", List.of(terms, g.vector(1)), Attributes.of("keepdims", 0));
        }

        @Override
        public Map<String, Tensor> parameters(Outputs outputs) {
            return Map.of("weights", Tensor.of(weights, 1, weights.length));
        }
    }

    @Test
    void everyObjectiveGivesTheSameBytes() throws IOException {
        try (var explainer = PlanModels.all().get("resnet").open(folder)) {
            var input = PlanModels.input(explainer, 3);
            String output = explainer.model().source().outline().outputNames().get(0);
            var mean = new Mean(new float[] {1, -1, 2, 0.1f, 0});
            var objectives = List.of(
                    new ClassScore(Target.top(2), ScoreType.PROBABILITY),
                    ClassScore.of(
                            Target.of(3).versus(Target.of(1), Target.of(0)).withVersusWeights(3, 1)),
                    RawOutput.of(output, 2).negated(),
                    mean,
                    WeightedSum.of(0.3, ClassScore.of(Target.top(1)))
                            .plus(-1.7, mean)
                            .plus(1, RawOutput.of(output)));
            for (var objective : objectives) {
                for (var method : List.of(Methods.GRAD_CAM, Methods.SCORE_CAM, Methods.INPUT_GRADIENT)) {
                    assertSameResult(
                            explainer,
                            ExplainRequest.of(objective).withMethod(method),
                            input,
                            objective.title() + " " + method.id());
                }
            }
        }
    }

    @Test
    void layersByNameAndTheInput() throws IOException {
        try (var explainer = PlanModels.all().get("resnet").open(folder)) {
            var input = PlanModels.input(explainer, 4);
            for (var layer : explainer.layers()) {
                var request = ExplainRequest.of(Target.of("class 4")).withLayer(layer.name());
                assertSameResult(explainer, request, input, layer.name());
            }
        }
    }

    @Test
    void anotherTargetAndMethodOfTheSameKind() throws IOException {
        try (var explainer = PlanModels.all().get("deep").open(folder);
                var runner =
                        copy(explainer.plan(ExplainRequest.of(Target.top(1)))).open()) {
            var input = PlanModels.input(explainer, 5);
            var expected = explainer.explain(input, ExplainRequest.of(Target.top(1)));
            var actual = runner.run(input);
            assertArrayEquals(result(expected.forTarget(Target.of(1))), result(actual.forTarget(Target.of(1))));
            assertArrayEquals(
                    result(expected.forMethod(Methods.SCORE_CAM)), result(actual.forMethod(Methods.SCORE_CAM)));
            assertEquals(expected.allClasses(), actual.allClasses());
            assertEquals(
                    "the plan for method 'gradcam' has no exact gradient at the input: make a plan for a method that"
                            + " needs it. A custom method states it in AttributionMethod.inputGradients",
                    assertThrows(NoGradientException.class, () -> actual.forMethod(Methods.SMOOTH_GRAD))
                            .getMessage());
            var probability = new ClassScore(Target.top(1), ScoreType.PROBABILITY);
            assertTrue(assertThrows(IllegalArgumentException.class, () -> actual.forObjective(probability))
                    .getMessage()
                    .startsWith("the plan is for objectives of the kind 'class"));
        }
    }

    private static Image image(int width, int height, long seed) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return Image.fromBufferedImage(image);
    }

    /** The sums of float32 have another order in a batch: 1e-5 of the largest value. */
    @Test
    void severalImages() throws IOException {
        var images = new ArrayList<Image>();
        for (int i = 0; i < 11; i++) {
            images.add(image(10 + i, 20 - i, i));
        }
        for (var model : PlanModels.all().entrySet()) {
            try (var explainer = model.getValue().open(folder);
                    var runner = copy(explainer.plan(ExplainRequest.of(Target.top(1))))
                            .open()) {
                var all = runner.run(images);
                assertEquals(images.size(), all.size());
                for (int i = 0; i < images.size(); i++) {
                    var expected = explainer.explain(images.get(i));
                    var actual = all.get(i);
                    assertArrayEquals(result(expected), result(runner.run(images.get(i))), model.getKey());
                    assertEquals(expected.target().index(), actual.target().index(), model.getKey());
                    assertEquals(expected.cropRegion(), actual.cropRegion());
                    assertClose(expected.map().values(), actual.map().values(), model.getKey());
                    assertClose(
                            expected.forTarget(Target.of(1)).map().values(),
                            actual.forTarget(Target.of(1)).map().values(),
                            model.getKey());
                }
            }
        }
    }

    private static void assertClose(float[] expected, float[] actual, String name) {
        float largest = 1e-3f;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected, actual, 1e-5f * largest, name);
    }

    @Test
    void tensorsInABatch() throws IOException {
        try (var explainer = PlanModels.all().get("uint8").open(folder);
                var runner =
                        copy(explainer.plan(ExplainRequest.of(Target.top(1)))).open()) {
            var inputs = List.of(PlanModels.input(explainer, 1), PlanModels.input(explainer, 2));
            var all = runner.runTensors(inputs);
            for (int i = 0; i < 2; i++) {
                var expected = explainer.explain(inputs.get(i), ExplainRequest.of(Target.top(1)));
                assertClose(expected.map().values(), all.get(i).map().values(), "uint8");
            }
            assertEquals(List.of(), runner.runTensors(List.of()));
            var half = Tensor.zeros(1, 8, 8, 3);
            half.floats().put(0, 0.5f);
            assertThrows(IllegalArgumentException.class, () -> runner.run(half));
        }
    }

    @Test
    void plansOfOneKindShareTheirGraphs() throws IOException {
        try (var explainer = PlanModels.all().get("deep").open(folder)) {
            var first = explainer.plan(ExplainRequest.of(Target.top(1)));
            var second = explainer.plan(ExplainRequest.of(Target.of(1)).withMethod(Methods.SCORE_CAM));
            assertSame(first.trunk(), second.trunk());
            assertSame(first.head(), second.head());
            assertArrayEquals(first.toBytes(), first.toBytes());
            assertArrayEquals(first.toBytes(), copy(first).toBytes());
        }
    }

    @Test
    void aClosedRunnerIsNamedAndItsExplanationsStayReadable() throws IOException {
        try (var explainer = PlanModels.all().get("deep").open(folder)) {
            var input = PlanModels.input(explainer, 7);
            var runner = explainer.plan(ExplainRequest.of(Target.top(1))).open();
            var explanation = runner.run(input);
            runner.close();
            assertEquals(2, explanation.map().height());
            assertEquals(
                    "the runner of the plan for model tiny is closed",
                    assertThrows(IllegalStateException.class, () -> runner.run(input))
                            .getMessage());
            explainer.explain(input, ExplainRequest.of(Target.top(1)));
        }
    }
}
