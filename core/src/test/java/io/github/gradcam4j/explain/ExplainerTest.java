package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Assumptions, reports and logs of an explainer. */
class ExplainerTest {

    private static final String FILE = "from the graph: input-size 6x4, layout nchw";
    private static final String INPUT = "assumed: color rgb, pixels 1, mean 0.485,0.456,0.406, std 0.229,0.224,0.225, "
            + "fit crop, resize 7, interpolation bilinear";

    @TempDir
    private Path folder;

    @Test
    void aFailedRunNamesTheFileOfTheModel() throws IOException {
        var g = GraphBuilder.opset(17);
        g.input("x", ElementType.FLOAT, "N", 3, 6, 4);
        g.initializer("w", new float[4 * 3], 4, 3, 1, 1);
        g.initializer("table", new float[4], 1, 4);
        String brightest = g.node("max", "ReduceMax", List.of("x"), Attributes.of("keepdims", 0));
        String index = g.node("index", "Cast", List.of(brightest), Attributes.of("to", ElementType.INT64.code()));
        String row = g.node("row", "Gather", List.of("table", index));
        String pooled = g.node("pool", "GlobalAveragePool", List.of(g.node("conv", "Conv", List.of("x", "w"))));
        g.output(g.node("y", "Add", List.of(g.node("flat", "Flatten", List.of(pooled)), row)));
        var file = folder.resolve("indexed.onnx");
        g.build().write(file);
        var white = Image.fromPixels(IntStream.range(0, 24).map(i -> 0xffffff).toArray(), 4, 6);
        try (var explainer = Explainer.open(file)) {
            for (Executable call : List.<Executable>of(
                    () -> explainer.classify(white), () -> explainer.explain(white, Target.of(1)))) {
                String message = assertThrows(EngineException.class, call).getMessage();
                assertTrue(message.startsWith(file + ": ONNX Runtime could not run"), message);
            }
        }
    }

    /** An index is outside the shape: a statement about the model. A wrong argument of the code is none. */
    @Test
    void defectsOfTheCodeAreNotStatementsAboutTheModel() {
        var node = new Node("n", "", "Relu", List.of("x"), List.of("y"), Attributes.none());
        var shape = new long[2];
        String message = assertThrows(InvalidModelException.class, () -> node.interpret(() -> shape[shape.length]))
                .getMessage();
        assertEquals(
                "Relu (node n) is not valid: its attributes, inputs and shapes do not fit each other"
                        + " (Index 2 out of bounds for length 2)",
                message);
        assertThrows(InvalidModelException.class, () -> node.interpret(() -> Arrays.copyOfRange(shape, 2, 1)));
        for (RuntimeException defect : List.of(
                new IllegalArgumentException("two tensors are named y"),
                new NoSuchElementException(),
                new IllegalStateException(),
                new NullPointerException())) {
            assertSame(
                    defect,
                    assertThrows(
                            RuntimeException.class,
                            () -> node.interpret(() -> {
                                throw defect;
                            })));
        }
    }

    @Test
    void aBareFileOfAThousandClassesHasImageNetsNames() throws IOException {
        try (var explainer = Explainer.open(model(1000, ""))) {
            assertEquals(Labels.imageNet(), explainer.labels());
            assertEquals("tench", explainer.labels().name(0));
            assertEquals(
                    List.of(FILE, INPUT + ", activation softmax, ImageNet's 1000 labels"),
                    explainer.settings().lines());
            assertEquals(6, explainer.model().preprocessing().width());
            assertEquals(4, explainer.model().preprocessing().height());
        }
    }

    @Test
    void aBareFileOfOtherClassesHasNumbers() throws IOException {
        try (var explainer = Explainer.open(model(3, "Softmax"))) {
            assertEquals("class 2", explainer.labels().name(2));
            assertEquals(
                    List.of(FILE + ", activation softmax", INPUT + ", numbers as labels"),
                    explainer.settings().lines());
            assertEquals(
                    List.of("the scores before the final Softmax are explained, not the probabilities after it"),
                    explainer.settings().notes());
        }
    }

    @Test
    void settingsThatAreSetAreNotAssumed() throws IOException {
        var file = model(3, "");
        var labels = Labels.of(List.of("cat", "dog", "cow"));
        try (var explainer = Explainer.builder(file)
                .labels(labels)
                .activation(Activation.SIGMOID)
                .fit(Fit.SQUASH)
                .build()) {
            assertEquals(
                    List.of(
                            "from the program: fit squash, activation sigmoid, 3 labels",
                            FILE,
                            INPUT.replace("fit crop, resize 7, ", "")),
                    explainer.settings().lines());
            assertEquals(Fit.SQUASH, explainer.model().preprocessing().fit());
            assertEquals(6, explainer.model().preprocessing().width(), "the size is still the file's");
            assertEquals(Activation.SIGMOID, explainer.activation());
        }
        try (var explainer = Explainer.builder(Model.of(file).withLabels(labels).withActivation(Activation.SOFTMAX))
                .preprocessing(Preprocessing.imageNet()
                        .withScale(1)
                        .withMean(List.of(0.5, 0.5, 0.5))
                        .withStd(List.of(0.25, 0.25, 0.25)))
                .build()) {
            assertEquals(
                    List.of(
                            "from the program: pixels 255, mean 0.5, std 0.25, fit crop, interpolation bilinear, "
                                    + "activation softmax, 3 labels",
                            FILE,
                            "assumed: color rgb, resize 7"),
                    explainer.settings().lines());
            assertArrayEquals(
                    new long[] {1, 3, 4, 6}, explainer.model().preprocessing().shape());
        }
    }

    @Test
    void aModelThatIsOpenHasAllSettings() throws IOException {
        try (var explainer = Explainer.open(model(3, "Sigmoid"))) {
            var model = explainer.model();
            assertEquals(Layout.NCHW, model.preprocessing().layout());
            assertTrue(model.preprocessing().hasInputSize());
            assertEquals(explainer.labels(), model.labels().orElseThrow());
            assertEquals(Activation.SIGMOID, model.activation().orElseThrow());
            try (var again = Explainer.open(model)) {
                assertEquals(explainer.settings(), again.settings());
            }
        }
    }

    @Test
    void assumptionsAreLogged() throws IOException {
        var file = model(3, "");
        var messages = new ArrayList<String>();
        var logger = Logger.getLogger(Explainer.class.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                messages.add(
                        record.getLevel() + " " + MessageFormat.format(record.getMessage(), record.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            Explainer.open(file).close();
            Explainer.open(Model.of(file)
                            .withPreprocessing(Preprocessing.imageNet()
                                    .withChannels(Channels.RGB)
                                    .withScale(1)
                                    .withMean(List.of(0.0))
                                    .withStd(List.of(1.0))
                                    .withFit(Fit.SQUASH))
                            .withLabels(Labels.numbers(3))
                            .withActivation(Activation.SOFTMAX))
                    .close();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertEquals(
                List.of(Level.INFO + " model net: " + FILE + "; " + INPUT + ", activation softmax, numbers as labels"),
                messages);
    }

    @Test
    void aWrongNumberOfLabelsIsRefused() throws IOException {
        var builder = Explainer.builder(model(3, "")).labels(Labels.imageNet());
        var e = assertThrows(IllegalArgumentException.class, builder::build);
        assertEquals("model net has 3 classes, but 1000 labels are given (from the program)", e.getMessage());
    }

    @Test
    void textsNameTheModelAndTheResult() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var text = explainer.toString();
            assertTrue(text.startsWith("Explainer[tiny, ") && text.endsWith(", 2 classes, Grad-CAM, cpu]"), text);
            var explanation = explainer.explain(
                    TinyModels.input(),
                    ExplainRequest.of(Target.of(0).versus(1)).withMethod(Methods.LAYER_CAM));
            text = explanation.toString();
            assertTrue(
                    text.startsWith(
                            "Explanation[LayerCAM of 0 (class 0) versus 1 (class 1), logit 8.500, layer features,"),
                    text);
            assertTrue(text.contains("HeatMap[2 x 2, "), text);
            text = ExplainRequest.of(Target.of("ox")).withLayer("last").toString();
            assertTrue(text.contains("ox") && text.contains("layer last"), text);
        }
    }

    /** The image is as large as the model's input, so that nothing is resized: the map of the image is the map. */
    @Test
    void scoresAndMapsAsArrays() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var image = Image.fromPixels(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 2, PixelFormat.RGB);
            var explanation = explainer.explain(image, Target.of(0));
            var predictions = explanation.predictions();
            var probabilities = predictions.probabilities();
            assertEquals(2, probabilities.length);
            for (int c = 0; c < probabilities.length; c++) {
                assertEquals(predictions.of(c).probability(), probabilities[c]);
            }
            probabilities[0] = 7;
            assertEquals(predictions.of(0).probability(), predictions.probabilities()[0], "a copy");
            assertArrayEquals(
                    explanation.heatMap().toArray(), explanation.heatMap(image).toArray());
            assertEquals(explanation.model(), explainer.model());
        }
    }

    /** Results stay readable when the explainer is closed; methods that run the model fail with a reason. */
    @Test
    void anExplanationOutlivesItsExplainer() throws IOException {
        var explainer = TinyModels.linear(folder);
        var explanation = explainer.explain(TinyModels.input(), ExplainRequest.of(Target.of(0)));
        long bytes = explanation.bytes();
        assertTrue(bytes >= 4L * 3 * (TinyModels.IMAGE.length), "input, activations and gradient: " + bytes);
        explainer.close();
        assertEquals(TinyModels.LOGIT, explanation.predictions().of(0).logit(), 1e-5);
        assertFalse(explanation.map().isZero());
        assertFalse(explanation.forMethod(Methods.HIRES_CAM).map().isZero(), "needs no run of the model");
        var e = assertThrows(IllegalStateException.class, () -> explanation.forTarget(Target.of(1)));
        assertEquals("the explainer of model tiny is closed", e.getMessage());
        assertThrows(IllegalStateException.class, explanation::allClasses);
    }

    /** The method runs the model again and again, in another thread. */
    @Test
    void anExplainerMayBeClosedDuringAnExplanation() throws Exception {
        var explainer = TinyModels.linear(folder);
        var started = new CountDownLatch(1);
        var request = ExplainRequest.of(Target.of(0)).withMethod(endless(started));
        var thread = Executors.newSingleThreadExecutor();
        try {
            var running = thread.submit(() -> explainer.explain(TinyModels.input(), request));
            started.await();
            explainer.close();
            explainer.close();
            var e = assertThrows(ExecutionException.class, () -> running.get(10, TimeUnit.SECONDS));
            assertEquals("the explainer of model tiny is closed", e.getCause().getMessage());
            assertEquals(IllegalStateException.class, e.getCause().getClass());
        } finally {
            thread.shutdownNow();
        }
    }

    private static AttributionMethod endless(CountDownLatch started) {
        return new AttributionMethod() {
            @Override
            public String id() {
                return "endless";
            }

            @Override
            public String title() {
                return "Endless";
            }

            @Override
            public HeatMap attribute(AttributionContext context) {
                while (true) {
                    context.model().scores(1, i -> context.model().input());
                    started.countDown();
                }
            }
        };
    }

    /** Writes a model of a ReLU layer, its mean, and a linear layer with random weights; images of 6 x 4. */
    private Path model(int classes, String last) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 4, 6);
        g.node("features", "Relu", List.of("x"));
        String pooled = g.node("pooled", "GlobalAveragePool", List.of("features"));
        String flat = g.node("flat", "Flatten", List.of(pooled));
        var random = new Random(7);
        var weights = new float[3 * classes];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        g.initializer("weights", weights, classes, 3);
        String output = g.node("logits", "Gemm", List.of(flat, "weights"), Attributes.of("transB", 1));
        if (!last.isEmpty()) {
            output = g.node("probabilities", last, List.of(output));
        }
        g.output(output, ElementType.FLOAT, "N", classes);
        return Files.write(folder.resolve("net.onnx"), g.build().toBytes());
    }
}
