package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Architecture;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ConvolutionalNets;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.LaterTransformers;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.graph.Transformers;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that are explained together have the numbers of those that are explained alone. */
class ImageBatchesTest {

    /**
     * Relative to the largest value of a map or of the logits. On x86-64 all models here have equal bits, as have 27
     * files that were compared by hand; only a quantized one, which does not run in batches, differed, by 3e-7. Kernels
     * for other processors may add in another order for a batch.
     */
    private static final double TOLERANCE = 1e-5;

    private static final ExplainRequest TOP1 = ExplainRequest.of(Target.top(1));

    static Stream<Architecture> architectures() {
        return Stream.<Architecture[]>of(ConvolutionalNets.values(), Transformers.values(), LaterTransformers.values())
                .flatMap(Arrays::stream);
    }

    /** Smooth images of different sizes, so that their crop regions differ as well. */
    private static List<Image> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> image(i, 24 + 7 * (i % 3)))
                .toList();
    }

    private static Image image(int seed, int width) {
        var random = new Random(seed);
        double red = random.nextDouble() / 4;
        double green = random.nextDouble() / 4;
        var image = new BufferedImage(width, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < width; x++) {
                int r = (int) (127 + 127 * Math.sin(red * x + seed));
                int g = (int) (127 + 127 * Math.cos(green * y - seed));
                image.setRGB(x, y, r << 16 | g << 8 | random.nextInt(256));
            }
        }
        return Image.fromBufferedImage(image);
    }

    private static Explainer open(Graph graph) throws IOException {
        return Explainer.open(ModelSource.of("net", graph));
    }

    private static void assertSame(Explanation alone, Explanation together) {
        assertEquals(alone.target().index(), together.target().index());
        assertEquals(alone.cropRegion(), together.cropRegion());
        assertEquals(alone.layer(), together.layer());
        assertEquals(alone.notes(), together.notes());
        assertSame(alone.predictions().logits(), together.predictions().logits());
        assertSame(alone.map(), together.map());
        assertSame(
                alone.context().gradient().values(),
                together.context().gradient().values());
        assertSame(
                alone.context().activations().values(),
                together.context().activations().values());
        assertEquals(
                alone.context().score(),
                together.context().score(),
                TOLERANCE * Math.abs(alone.context().score()));
        assertEquals(alone.bytes(), together.bytes());
    }

    private static void assertSame(HeatMap alone, HeatMap together) {
        assertSame(alone.values(), together.values());
    }

    private static void assertSame(float[] alone, float[] together) {
        double largest = 0;
        for (float value : alone) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(alone, together, (float) (TOLERANCE * largest));
    }

    /** Asserts the same for classes, by an explainer that has not explained yet. */
    private static void assertSameClasses(List<Image> images, Graph graph, boolean batches) throws IOException {
        try (var explainer = open(graph)) {
            assertEquals(batches, explainer.classifiesBatches());
            var together = explainer.classify(images);
            assertEquals(images.size(), together.size());
            for (int i = 0; i < images.size(); i++) {
                var alone = explainer.classify(images.get(i));
                assertSame(alone.logits(), together.get(i).logits());
                assertEquals(
                        alone.top(1).get(0).index(),
                        together.get(i).top(1).get(0).index());
            }
        }
    }

    private static void assertSame(List<Image> images, Explainer explainer, ExplainRequest request) {
        var together = explainer.explain(images, request);
        assertEquals(images.size(), together.size());
        for (int i = 0; i < images.size(); i++) {
            assertSame(explainer.explain(images.get(i), request), together.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void everyArchitecture(Architecture net) throws IOException {
        try (var explainer = open(net.model("N"))) {
            // The only one whose tokens have the images second, [T, N, C].
            assertEquals(net != Transformers.VIT, explainer.takesBatches(TOP1));
            assertSame(images(5), explainer, TOP1);
            assertFalse(explainer.classifiesBatches(), "the opened parts are used");
            assertEquals(5, explainer.classify(images(5)).size());
        }
        assertSameClasses(images(5), net.model("N"), true);
    }

    /** More images than run at once, and each request that has another head or method. */
    @Test
    void everyRequest() throws IOException {
        try (var explainer = open(ConvolutionalNets.RESNET.model("N"))) {
            assertSame(images(40), explainer, TOP1);
            assertSame(images(3), explainer, ExplainRequest.of(Target.of(3).versus(1)));
            assertSame(images(3), explainer, TOP1.withScoreType(ScoreType.PROBABILITY));
            assertSame(images(3), explainer, TOP1.withLayer("input").withMethod(Methods.HIRES_CAM));
            assertSame(images(1), explainer, TOP1);
            assertEquals(List.of(), explainer.explain(List.of(), TOP1));
            for (AttributionMethod method : Methods.all()) {
                assertSame(images(2), explainer, TOP1.withMethod(method));
            }
        }
    }

    /** Nothing that is derived from an explanation of a batch depends on the other images. */
    @Test
    void whatIsDerivedIsThatOfTheImageAlone() throws IOException {
        var images = images(4);
        try (var explainer = open(ConvolutionalNets.GOOGLENET.model("N"))) {
            var together = explainer.explain(images, TOP1);
            for (int i = 0; i < images.size(); i++) {
                var alone = explainer.explain(images.get(i), TOP1);
                assertSame(alone.forTarget(Target.of(2)), together.get(i).forTarget(Target.of(2)));
                assertSame(
                        alone.forMethod(Methods.SCORE_CAM).map(),
                        together.get(i).forMethod(Methods.SCORE_CAM).map());
                assertSame(
                        alone.forMethod(Methods.INTEGRATED_GRADIENTS).map(),
                        together.get(i).forMethod(Methods.INTEGRATED_GRADIENTS).map());
                assertSame(
                        alone.allClasses().of(1), together.get(i).allClasses().of(1));
            }
        }
    }

    @Test
    void modelsThatMixImagesRunOneByOne() throws IOException {
        var g = TestGraph.opset(18);
        String maps = g.op("Sigmoid", g.conv(g.x("N", 3, 4, 4), 3, 6, 3, 1));
        String pooled = g.op("GlobalMaxPool", g.conv(g.op("MeanVarianceNormalization", maps), 6, 6, 3, 1));
        var statistics = g.model(g.gemm(g.op("Flatten", pooled), 6, 5));
        for (var graph : List.of(
                statistics,
                ConvolutionalNets.RESNET.model(1),
                BatchesTest.mixture("the batch's mean added"),
                BatchesTest.mixture("softmax over the batch"))) {
            try (var explainer = open(graph)) {
                assertFalse(explainer.takesBatches(TOP1));
                assertSame(images(3), explainer, TOP1);
            }
            assertSameClasses(images(3), graph, false);
        }
    }

    /** The last bits of a sum, which may depend on the size of the batch, decide to which integer it is rounded. */
    @Test
    void modelsThatRoundRunOneByOne() throws IOException {
        var g = TestGraph.opset(18);
        String maps = g.op("Relu", g.conv(g.x("N", 3, 8, 8), 3, 6, 3, 1));
        String zero = g.op("Cast", Attributes.of("to", 2), g.scalar(0));
        String rounded =
                g.op("DequantizeLinear", g.op("QuantizeLinear", maps, g.scalar(0.1), zero), g.scalar(0.1), zero);
        var graph = g.model(g.gemm(g.op("Flatten", g.op("GlobalAveragePool", rounded)), 6, 5));
        try (var explainer = open(graph)) {
            assertFalse(explainer.takesBatches(TOP1));
            assertSame(images(3), explainer, TOP1);
        }
        assertSameClasses(images(3), graph, false);
    }

    @Test
    void anInterruptStopsItBetweenBatches() throws IOException {
        try (var explainer = open(ConvolutionalNets.RESNET.model("N"));
                var oneByOne = open(ConvolutionalNets.RESNET.model(1))) {
            for (var each : List.of(explainer, oneByOne)) {
                each.explain(images(1), TOP1);
                Thread.currentThread().interrupt();
                var cancelled = assertThrows(CancellationException.class, () -> each.explain(images(3), TOP1));
                assertEquals("cancelled after 0 of 3 images", cancelled.getMessage());
                assertThrows(CancellationException.class, () -> each.classify(images(3)));
                assertTrue(Thread.interrupted(), "the interrupt is the caller's");
            }
        }
    }

    @Test
    void nullIsNamed() throws IOException {
        try (var explainer = open(ConvolutionalNets.RESNET.model("N"))) {
            var images = new ArrayList<>(images(2));
            images.add(null);
            assertEquals(
                    "images[2]",
                    assertThrows(NullPointerException.class, () -> explainer.explain(images, TOP1))
                            .getMessage());
            assertThrows(NullPointerException.class, () -> explainer.classify(images));
            assertEquals(List.of(), explainer.classify(List.of()));
        }
    }
}
