package io.github.gradcam4j.cam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.HeatMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model asked again: in batches and one by one, in every layout, with progress, and until it is cancelled. */
class RerunTest {

    @TempDir
    Path folder;

    private static Evidence evidence(Explainer explainer, Target target) {
        return explainer.explain(TinyModels.picture(), Question.of(target)).evidence();
    }

    @Test
    void batchesScoreAsSinglePicturesDo() throws IOException {
        double[] batched;
        double[] inputs;
        try (var explainer = TinyModels.linear(folder)) {
            var evidence = evidence(explainer, Target.of(0));
            batched =
                    evidence.model().headScores(70, i -> evidence.activations().map((k, p) -> i));
            inputs = scoresOfScaledInputs(evidence);
        }
        assertEquals(0.5 + 8 * 69, batched[69], 1e-3);
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var evidence = evidence(explainer, Target.of(0));
            assertArrayEquals(
                    batched,
                    evidence.model().headScores(70, i -> evidence.activations().map((k, p) -> i)),
                    1e-4);
            assertArrayEquals(inputs, scoresOfScaledInputs(evidence), 1e-4);
        }
    }

    private static double[] scoresOfScaledInputs(Evidence evidence) {
        var input = evidence.model().input();
        return evidence.model().scores(19, i -> input.map((c, p) -> i * input.at(c, p)));
    }

    /** The class that is first in the picture is the one that is asked for, whichever is first elsewhere. */
    @Test
    void aRankMeansTheSameClassEverywhere() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var evidence = evidence(explainer, Target.top(1));
            var blank = evidence.model().input().map((c, p) -> c == 1 ? 4 : 0);
            assertEquals(0.5 - 32, evidence.model().scores(1, i -> blank)[0], 1e-5);
            assertEquals(0.5 - 32, evidence.model().evidence(blank).score(), 1e-5);
            assertEquals(-2, evidence.model().inputGradient(blank).at(1, 0), 1e-6);
        }
    }

    @Test
    void probabilities() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var model = evidence(explainer, Target.of(1)).model();
            double p = 1 / (1 + Math.exp(TinyModels.LOGIT - TinyModels.OTHER_LOGIT));
            assertEquals(p, model.probabilities(1, i -> model.input())[0], 1e-7);
            var scaled = explainer.explain(
                    TinyModels.picture(), Question.of(Target.of(1)).on(Scale.PROBABILITY));
            assertEquals(p, scaled.evidence().score(), 1e-7);
        }
    }

    @Test
    void channelsLast() throws IOException {
        try (var explainer = TinyModels.channelsLast(folder)) {
            var explanation = explainer.explain(TinyModels.pictureChannelsLast(), Question.of(Target.of(0)));
            assertArrayEquals(
                    TinyModels.PICTURE, explanation.evidence().model().input().values());
            assertMap(explanation.forMethod(Cam.HIRESCAM).map(), 1, 2, -1, 7);
            assertMap(explanation.forMethod(Cam.INTEGRATED_GRADIENTS).map(), 1, 2, -1, 7);
            assertMap(explanation.forMethod(Cam.GUIDED_BACKPROP).map(), 1, 1, 1, 3);
            assertArrayEquals(new double[] {10, -4, 3}, AblationCam.dropsByRuns(explanation.evidence()), 1e-5);
        }
    }

    /** The class token scores 1 - 2 + 3 and stays when places are changed. */
    @Test
    void tokens() throws IOException {
        try (var explainer = TinyModels.tokens(folder)) {
            var evidence = evidence(explainer, Target.of(0));
            assertEquals(TinyModels.LOGIT + 2, evidence.score(), 1e-5);
            assertArrayEquals(new double[] {10, -4, 3}, AblationCam.dropsByRuns(evidence), 1e-5);
            var nothing = evidence.activations().map((k, p) -> 0);
            assertEquals(2.5, evidence.model().headScores(1, i -> nothing)[0], 1e-5);
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
                    TinyModels.picture(),
                    Question.of(Target.of(0))
                            .by(Cam.SCORE_CAM)
                            .reportingTo((done, total) -> heard.add(done + "/" + total)));
        }
        assertEquals(List.of("0/3", "1/3", "2/3", "3/3"), heard);
    }

    @Test
    void anotherMethodIsReportedToWhomTheExplanationReports() throws IOException {
        var heard = new ArrayList<String>();
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var silent = explainer.explain(TinyModels.picture(), Question.of(Target.of(0)));
            var reporting = silent.reportingTo((done, total) -> heard.add(done + "/" + total));
            assertArrayEquals(
                    silent.forMethod(Cam.SCORE_CAM).map().values(),
                    reporting.forMethod(Cam.SCORE_CAM).map().values());
            assertEquals(List.of("0/3", "1/3", "2/3", "3/3"), heard);
        }
    }

    @Test
    void anInterruptCancels() throws IOException {
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var question = Question.of(Target.of(0)).by(Cam.SCORE_CAM).reportingTo((done, total) -> {
                if (done == 1) {
                    Thread.currentThread().interrupt();
                }
            });
            var cancelled =
                    assertThrows(CancellationException.class, () -> explainer.explain(TinyModels.picture(), question));
            assertTrue(Thread.interrupted());
            assertTrue(cancelled.getMessage().contains("2 of 3"), cancelled.getMessage());
        }
    }

    @Test
    void fusedLayers() {
        var coarse = HeatMap.of(new float[] {-1, 4}, 1, 2);
        var fine = HeatMap.of(new float[] {1, 0, 0, 0.5f}, 1, 4);
        assertMap(Fusion.MAX.of(List.of(coarse, fine), 1, 4), 1, 0.25, 0.75, 1);
        assertMap(Fusion.MEAN.of(List.of(coarse, fine), 1, 4), 0.5, 0.125, 0.375, 0.75);
        assertThrows(IllegalArgumentException.class, () -> Fusion.MEAN.of(List.of(), 1, 1));
    }
}
