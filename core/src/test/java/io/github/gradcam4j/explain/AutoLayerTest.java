package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ConvolutionalNets;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.graph.Transformers;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.MapLayout;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The automatic layer, the main layers, and what is said where a layer does not explain what one expects. */
class AutoLayerTest {

    @TempDir
    private Path folder;

    private Path file(Graph model) throws IOException {
        return Files.write(folder.resolve("net.onnx"), model.toBytes());
    }

    private Explainer open(Graph model) throws IOException {
        return Explainer.open(file(model));
    }

    private static Tensor noise(long... shape) {
        var x = Tensor.zeros(shape);
        var random = new Random(4);
        for (int i = 0; i < x.size(); i++) {
            x.floats().put(i, (float) random.nextGaussian());
        }
        return x;
    }

    /** At the end of SqueezeNet a channel is the score map of a class: features are in the layer before it. */
    @Test
    void methodsThatCompareChannelsPassOverTheMapsOfClasses() throws IOException {
        int side = ConvolutionalNets.SQUEEZENET.side();
        try (var explainer = open(ConvolutionalNets.SQUEEZENET.model("N"))) {
            for (AttributionMethod method : Methods.all()) {
                var layer = explainer.layer(Model.AUTO, method);
                assertEquals(method.comparesChannels() ? "Concat" : "Relu", layer.kind(), method.id());
            }
            assertEquals(
                    List.of("ablationcam", "eigencam", "eigengradcam", "fem", "iscam", "scorecam", "sscam"),
                    Methods.all().stream()
                            .filter(AttributionMethod::comparesChannels)
                            .map(AttributionMethod::id)
                            .sorted()
                            .toList());
            var x = noise(1, 3, side, side);
            var request = ExplainRequest.of(Target.of(2));
            assertEquals("Relu", explainer.explain(x, request).layer().kind());
            assertEquals(
                    "Concat",
                    explainer
                            .explain(x, request.withMethod(Methods.EIGEN_CAM))
                            .layer()
                            .kind());
        }
    }

    @Test
    void theMainLayersAreTheLastOfEachSizeAndBlocks() throws IOException {
        try (var explainer = open(ConvolutionalNets.RESNET.model("N"))) {
            var main = explainer.layers().stream().filter(Layer::main).toList();
            assertTrue(main.stream().map(Layer::name).toList().containsAll(List.of("layer1", "layer2", "layer2.0")));
            assertTrue(main.contains(explainer.layer()));
            assertTrue(main.size() < explainer.layers().size() / 2, main.size() + " main layers");
        }
    }

    /** Behind the last block only the class token is read: patches have no gradient there. */
    @Test
    void aMapOfZerosBehindTheLastAttentionSaysWhy() throws IOException {
        int side = Transformers.VIT.side();
        try (var explainer = open(Transformers.VIT.model("N"))) {
            var auto = explainer.layer();
            var last = explainer.layers().stream()
                    .filter(l -> l.kind().equals("Add") && l.depth() > auto.depth())
                    .reduce((a, b) -> b)
                    .orElseThrow();
            var x = noise(1, 3, side, side);
            var request = ExplainRequest.of(Target.of(1));
            var explanation = explainer.explain(x, request.withLayer(last.name()));
            assertTrue(explanation.map().isZero());
            var note = explanation.notes().get(0);
            assertTrue(note.contains("class token") && note.contains("Take " + auto.name()), note);
            assertEquals(List.of(), explainer.explain(x, request).notes());
        }
    }

    /** The block reads its input through a normalization alone, so that the terms of HiResCAM add up to zero. */
    @Test
    void hiResCamNamesTheNormalizationThroughWhichItsTermsCancel() throws IOException {
        var g = TestGraph.opset(17);
        var patches = Attributes.of("kernel_shape", new long[] {4, 4}).and("strides", new long[] {4, 4});
        var maps = g.op("Conv", patches, g.x(1, 3, 16, 16), g.weights(24, 3, 4, 4));
        var tokens = g.op(
                "Transpose", Attributes.of("perm", new long[] {0, 2, 1}), g.op("Reshape", maps, g.ints(1, 24, 16)));
        var block = g.op("Add", tokens, g.op("Tanh", g.linear(tokens, 24, 24)));
        var norm = g.op("LayerNormalization", Attributes.of("epsilon", 1e-12f), block, g.positive(24), g.weights(24));
        var hidden = g.op("Tanh", g.linear(norm, 24, 24));
        var mean = g.op("ReduceMean", Attributes.of("axes", new long[] {1}).and("keepdims", 0), hidden);
        try (var explainer = open(g.model(g.linear(mean, 24, 5)))) {
            var request = ExplainRequest.of(Target.of(1)).withMethod(Methods.HIRES_CAM);
            var x = noise(1, 3, 16, 16);
            var note = explainer.explain(x, request.withLayer(block)).notes().get(0);
            assertTrue(note.contains("cancel") && note.contains("layer " + norm), note);
            assertEquals(
                    List.of(), explainer.explain(x, request.withLayer(norm)).notes());
            assertEquals(
                    List.of(),
                    explainer
                            .explain(x, ExplainRequest.of(Target.of(1)).withLayer(block))
                            .notes());
        }
    }

    @Test
    void theObstacleIsNamedWhereNoLayerCanBeExplained() throws IOException {
        var g = TestGraph.opset(17);
        var maps = g.op("Conv", g.x(1, 3, 8, 8), g.weights(6, 3, 3, 3));
        var scattered = g.op("Hardmax", g.op("Det", g.op("Reshape", maps, g.ints(1, 6, 6, 6))));
        try (var explainer = open(g.model(scattered))) {
            var message =
                    assertThrows(NoGradientException.class, explainer::layer).getMessage();
            assertFalse(message.contains("[]"), message);
        }
        var q = TestGraph.opset(17);
        var conv = q.op("Relu", q.op("Conv", q.x(1, 3, 8, 8), q.weights(6, 3, 3, 3)));
        var determinant = q.op("Det", q.op("Reshape", conv, q.ints(1, 6, 6, 6)));
        try (var explainer = open(q.model(q.linear(determinant, 6, 5)))) {
            var message =
                    assertThrows(NoGradientException.class, explainer::layer).getMessage();
            assertTrue(message.contains("Det"), message);
            assertTrue(explainer.obstacles().values().stream().allMatch(r -> r.contains("Det")));
            assertFalse(explainer.obstacles().isEmpty());
        }
    }

    /** A user knows that rows and columns are exchanged; the graph is taken for another layout. */
    @Test
    void theLayoutOfATensorCanBeGiven() throws IOException {
        var g = TestGraph.opset(17);
        var maps = g.op("Relu", g.op("Conv", g.x(1, 3, 8, 8), g.weights(12, 3, 3, 3)));
        var mean = g.op("ReduceMean", Attributes.of("axes", new long[] {2, 3}).and("keepdims", 0), maps);
        var model = Model.of(file(g.model(g.linear(mean, 12, 5))));
        var given = new MapLayout(FeatureLayout.Kind.NCHW, 4, 9, 0);
        try (var explainer = Explainer.open(model.withMaps(Map.of(maps, given)))) {
            assertEquals(
                    FeatureLayout.of(FeatureLayout.Kind.NCHW, 12, 4, 9),
                    explainer.layer().layout());
        }
        var wrong = model.withMaps(Map.of(maps, new MapLayout(FeatureLayout.Kind.NCHW, 5, 9, 0)));
        var message = assertThrows(IllegalArgumentException.class, () -> Explainer.open(wrong))
                .getMessage();
        assertTrue(message.contains(maps) && message.contains("5 x 9"), message);
        var absent = model.withMaps(Map.of("nothing", given));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Explainer.open(absent))
                .getMessage()
                .contains("nothing"));
    }

    /**
     * No rule follows GridSample; with the grid of the identity, a patch of the input changes the same patch behind it.
     */
    @Test
    void anExperimentIsReported() throws IOException {
        var g = TestGraph.opset(17);
        var grid = new float[8 * 8 * 2];
        for (int p = 0; p < 64; p++) {
            grid[2 * p] = -1 + (2 * (p % 8) + 1) / 8f;
            grid[2 * p + 1] = -1 + (2 * (p / 8) + 1) / 8f;
        }
        var sampled = g.op("GridSample", g.x(1, 3, 8, 8), g.floats(grid, 1, 8, 8, 2));
        var maps = g.op("Relu", g.op("Conv", sampled, g.weights(6, 3, 3, 3)));
        var mean = g.op("ReduceMean", Attributes.of("axes", new long[] {2, 3}).and("keepdims", 0), maps);
        try (var explainer = open(g.model(g.linear(mean, 6, 5)))) {
            assertEquals(maps, explainer.layer().tensor());
            var notes = explainer
                    .explain(noise(1, 3, 8, 8), ExplainRequest.of(Target.of(1)))
                    .notes();
            assertTrue(notes.get(0).contains("GridSample") && notes.get(0).contains("experiment"), notes.toString());
        }
    }
}
