package io.github.gradcam4j.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.explain.TinyModels;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scores of changed inputs and activations: in batches and one by one, in every layout, with progress and cancellation.
 */
class ModelScorerTest {

    @TempDir
    Path folder;

    private static AttributionContext context(Explainer explainer, Target target) {
        return explainer.explain(TinyModels.input(), ExplainRequest.of(target)).context();
    }

    @Test
    void batchesScoreAsSingleImagesDo() throws IOException {
        double[] batched;
        double[] inputs;
        try (var explainer = TinyModels.linear(folder)) {
            var context = context(explainer, Target.of(0));
            batched = context.model().headScores(70, i -> context.activations().apply((k, p) -> i));
            inputs = scoresOfScaledInputs(context);
        }
        assertEquals(0.5 + 8 * 69, batched[69], 1e-3);
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var context = context(explainer, Target.of(0));
            assertArrayEquals(
                    batched,
                    context.model().headScores(70, i -> context.activations().apply((k, p) -> i)),
                    1e-4);
            assertArrayEquals(inputs, scoresOfScaledInputs(context), 1e-4);
        }
    }

    private static double[] scoresOfScaledInputs(AttributionContext context) {
        var input = context.model().input();
        return context.model().scores(19, i -> input.apply((c, p) -> i * input.at(c, p)));
    }

    /** A rank is the class at that rank for the image itself, for changed inputs too. */
    @Test
    void aRankMeansTheSameClassEverywhere() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var context = context(explainer, Target.top(1));
            var blank = context.model().input().apply((c, p) -> c == 1 ? 4 : 0);
            assertEquals(0.5 - 32, context.model().scores(1, i -> blank)[0], 1e-5);
            assertEquals(0.5 - 32, context.model().context(blank).score(), 1e-5);
            assertEquals(-2, context.model().inputGradient(blank).at(1, 0), 1e-6);
        }
    }

    @Test
    void probabilities() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var model = context(explainer, Target.of(1)).model();
            double p = 1 / (1 + Math.exp(TinyModels.LOGIT - TinyModels.OTHER_LOGIT));
            assertEquals(p, model.probabilities(1, i -> model.input())[0], 1e-7);
            var scaled = explainer.explain(
                    TinyModels.input(), ExplainRequest.of(Target.of(1)).withScoreType(ScoreType.PROBABILITY));
            assertEquals(p, scaled.context().score(), 1e-7);
        }
    }

    @Test
    void channelsLast() throws IOException {
        try (var explainer = TinyModels.channelsLast(folder)) {
            var explanation = explainer.explain(TinyModels.inputChannelsLast(), ExplainRequest.of(Target.of(0)));
            assertArrayEquals(
                    TinyModels.IMAGE, explanation.context().model().input().values());
            assertMap(explanation.forMethod(Methods.HIRES_CAM).map(), 1, 2, -1, 7);
            assertMap(explanation.forMethod(Methods.INTEGRATED_GRADIENTS).map(), 1, 2, -1, 7);
            assertMap(explanation.forMethod(Methods.GUIDED_BACKPROP).map(), 1, 1, 1, 3);
            assertArrayEquals(new double[] {10, -4, 3}, AblationCam.dropsByPasses(explanation.context()), 1e-5);
        }
    }

    /** The class token scores 1 - 2 + 3 and is not replaced with the positions. */
    @Test
    void tokens() throws IOException {
        try (var explainer = TinyModels.tokens(folder)) {
            var context = context(explainer, Target.of(0));
            assertEquals(TinyModels.LOGIT + 2, context.score(), 1e-5);
            assertArrayEquals(new double[] {10, -4, 3}, AblationCam.dropsByPasses(context), 1e-5);
            var nothing = context.activations().apply((k, p) -> 0);
            assertEquals(2.5, context.model().headScores(1, i -> nothing)[0], 1e-5);
        }
    }

    private static void assertMap(HeatMap map, double... expected) {
        for (int p = 0; p < expected.length; p++) {
            assertEquals(expected[p], map.values()[p], 1e-5);
        }
    }

    @Test
    void progressIsReported() throws IOException {
        var heard = new ArrayList<String>();
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            explainer.explain(
                    TinyModels.input(),
                    ExplainRequest.of(Target.of(0))
                            .withMethod(Methods.SCORE_CAM)
                            .withProgress((done, total) -> heard.add(done + "/" + total)));
        }
        assertEquals(List.of("0/3", "1/3", "2/3", "3/3"), heard);
    }

    @Test
    void theListenerReceivesProgressOfAnotherMethod() throws IOException {
        var heard = new ArrayList<String>();
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var silent = explainer.explain(TinyModels.input(), ExplainRequest.of(Target.of(0)));
            var reporting = silent.withProgress((done, total) -> heard.add(done + "/" + total));
            assertArrayEquals(
                    silent.forMethod(Methods.SCORE_CAM).map().values(),
                    reporting.forMethod(Methods.SCORE_CAM).map().values());
            assertEquals(List.of("0/3", "1/3", "2/3", "3/3"), heard);
        }
    }

    @Test
    void anInterruptCancels() throws IOException {
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var request = ExplainRequest.of(Target.of(0))
                    .withMethod(Methods.SCORE_CAM)
                    .withProgress((done, total) -> {
                        if (done == 1) {
                            Thread.currentThread().interrupt();
                        }
                    });
            var cancelled =
                    assertThrows(CancellationException.class, () -> explainer.explain(TinyModels.input(), request));
            assertTrue(Thread.interrupted());
            assertTrue(cancelled.getMessage().contains("interrupted"), cancelled.getMessage());
        }
    }

    @Test
    void fusedLayers() {
        var coarse = HeatMap.of(new float[] {-1, 4}, 1, 2);
        var fine = HeatMap.of(new float[] {1, 0, 0, 0.5f}, 1, 4);
        assertMap(LayerFusion.MAX.of(List.of(coarse, fine), 1, 4), 1, 0.25, 0.75, 1);
        assertMap(LayerFusion.MEAN.of(List.of(coarse, fine), 1, 4), 0.5, 0.125, 0.375, 0.75);
        assertThrows(IllegalArgumentException.class, () -> LayerFusion.MEAN.of(List.of(), 1, 1));
    }
}
