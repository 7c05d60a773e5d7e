package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.explain.TinyScores.One;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models whose scores of one image have other forms than [N, C] or depend on the other images of a batch. */
class BatchesTest {

    private static final double TOLERANCE = 1e-5;
    private static final Attributes NO_DIMENSION = Attributes.of("keepdims", 0);

    /** Endings that keep the scores of one image. */
    private static final Map<String, One> FORMS = Map.of(
            "[C, 1]", (g, z) -> g.op("Transpose", Attributes.of("perm", new long[] {1, 0}), z),
            "[N, C, 1, 1]", (g, z) -> g.op("Unsqueeze", z, g.ints(2, 3)),
            "[N, 1, C]", (g, z) -> g.op("Unsqueeze", z, g.ints(1)),
            "squeeze", (g, z) -> g.op("Squeeze", z),
            "view(1, -1)", (g, z) -> g.op("Reshape", z, g.ints(1, -1)),
            "view(-1)", (g, z) -> g.op("Reshape", z, g.ints(-1)),
            "mean of the batch", (g, z) -> g.op("ReduceMean", NO_DIMENSION, z, g.ints(0)),
            "mean of the batch, [1, C]", (g, z) -> g.op("ReduceMean", z, g.ints(0)));

    /** Endings that keep the scores of one image and mix those of several, in the form [N, C]. */
    private static final Map<String, One> MIXTURES = Map.of(
            "the batch's mean added",
                    (g, z) -> g.op("Mul", g.op("Add", z, g.op("ReduceMean", z, g.ints(0))), g.scalar(0.5)),
            "softmax over the batch", (g, z) -> g.op("Mul", z, g.op("Softmax", Attributes.of("axis", 0), z)));

    /** Returns a model with an ending of {@link #MIXTURES}. */
    static Graph mixture(String name) {
        return TinyScores.graph("N", 3, Ending.of(MIXTURES.get(name)));
    }

    /** All that is scored in batches has the scores of single images. */
    private static void assertKnownScores(Graph graph, String name) throws IOException {
        try (var explainer = Explainer.open(TinyScores.model(graph))) {
            assertEquals(3, explainer.labels().size(), name);
            for (int c = 0; c < 3; c++) {
                var explanation = explainer.explain(TinyScores.input(), ExplainRequest.of(Target.of(c)));
                double score = TinyScores.scores(3)[c];
                assertEquals(score, explanation.target().logit(), TOLERANCE, name);
                for (int p = 0; p < 4; p++) {
                    assertEquals(TinyScores.map(c)[p], explanation.map().values()[p], TOLERANCE, name);
                    assertEquals(
                            TinyScores.map(c)[p], explanation.allClasses().of(c).values()[p], TOLERANCE, name);
                }
                var context = explanation.context();
                var activations = context.model()
                        .headScores(
                                40,
                                i -> context.activations()
                                        .apply((k, p) ->
                                                i * context.activations().at(k, p)));
                var input = context.model().input();
                var inputs = context.model().scores(19, i -> input.apply((k, p) -> i * input.at(k, p)));
                for (int i = 0; i < 19; i++) {
                    assertEquals(i * score, activations[i], 1e-3, name);
                    assertEquals(i * score, inputs[i], 1e-3, name);
                }
                assertEquals(39 * score, activations[39], 1e-3, name);
            }
        }
    }

    @Test
    void everyFormOfOneRow() throws IOException {
        for (var ending : FORMS.entrySet()) {
            assertKnownScores(TinyScores.graph("N", 3, Ending.of(ending.getValue())), ending.getKey());
            assertKnownScores(TinyScores.graph(1, 3, Ending.of(ending.getValue())), ending.getKey() + ", one image");
        }
    }

    @Test
    void mixedImagesAreScoredOneByOne() throws IOException {
        for (var ending : MIXTURES.entrySet()) {
            assertKnownScores(TinyScores.graph("N", 3, Ending.of(ending.getValue())), ending.getKey());
        }
    }

    /** MeanVarianceNormalization takes mean and deviation over the batch, too. */
    @Test
    void statisticsOfTheBatch() throws IOException {
        var g = TestGraph.opset(18);
        String maps = g.op("Sigmoid", g.conv(g.x("N", 3, 4, 4), 3, 6, 3, 1));
        String normalized = g.op("MeanVarianceNormalization", maps);
        String pooled = g.op("GlobalMaxPool", g.conv(normalized, 6, 6, 3, 1));
        var graph = g.model(g.gemm(g.op("Flatten", pooled), 6, 5));
        try (var explainer = Explainer.open(TinyScores.model(graph).withLayer("sigmoid"))) {
            var image = Tensor.zeros(1, 3, 4, 4);
            for (int i = 0; i < image.size(); i++) {
                image.floats().put(i, (float) Math.sin(i));
            }
            var context =
                    explainer.explain(image, ExplainRequest.of(Target.of(2))).context();
            var model = context.model();
            var activations = context.activations();
            var together = model.headScores(5, i -> changed(activations, i));
            var inputs = model.scores(5, i -> changed(model.input(), i % 3));
            for (int i = 0; i < 5; i++) {
                var alone = changed(activations, i);
                assertEquals(model.headScores(1, j -> alone)[0], together[i], TOLERANCE);
                var input = changed(model.input(), i % 3);
                assertEquals(model.scores(1, j -> input)[0], inputs[i], TOLERANCE);
            }
            assertTrue(Math.abs(together[0] - together[1]) > 1e-4, "the channels matter");
        }
    }

    private static FeatureMaps changed(FeatureMaps maps, int channel) {
        return maps.apply((k, p) -> k == channel ? p * maps.at(k, p) : maps.at(k, p));
    }
}
