package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A target versus several classes, in a model of three classes whose scores are 9, 2 and 5. */
class SeveralContrastsTest {

    private static final double TOLERANCE = 1e-5;

    private static Explainer explainer() throws IOException {
        return Explainer.open(TinyScores.model(TinyScores.graph("N", 3, Ending.of((g, z) -> z))));
    }

    private static Explanation explain(Explainer explainer, Target target) {
        return explainer.explain(TinyScores.input(), ExplainRequest.of(target));
    }

    /** Checks score and map against the class's less the others', by weights that sum to 1. */
    private static void assertContrast(Explanation explanation, double second, double third) {
        var z = TinyScores.scores(3);
        assertEquals(z[0] - second * z[1] - third * z[2], explanation.context().score(), TOLERANCE);
        for (int p = 0; p < 4; p++) {
            double expected = TinyScores.map(0)[p] - second * TinyScores.map(1)[p] - third * TinyScores.map(2)[p];
            assertEquals(expected, explanation.map().values()[p], TOLERANCE);
        }
        assertEquals(
                List.of(second, third),
                explanation.versus().stream().map(Explanation.Contrast::weight).toList());
    }

    @Test
    void mapsOfALinearModel() throws IOException {
        try (var explainer = explainer()) {
            var equal = explain(explainer, Target.of(0).versus(1, 2));
            assertContrast(equal, 0.5, 0.5);
            var weighted = Target.of(0).versus(1, 2).withVersusWeights(3, 1);
            assertContrast(equal.forTarget(weighted), 0.75, 0.25);
            assertContrast(equal.forTarget(weighted).forMethod(Methods.HIRES_CAM), 0.75, 0.25);
            // A method at the input: the gradient of the score, times the input, is the same sum.
            assertContrast(equal.forTarget(weighted).forMethod(Methods.INTEGRATED_GRADIENTS), 0.75, 0.25);
        }
    }

    /** By score the classes are 0, 2, 1. */
    @Test
    void ranksAndTheirOrder() throws IOException {
        try (var explainer = explainer()) {
            var byRank = explain(explainer, Target.top(1).versus("top3", "top2").withVersusWeights(3, 1));
            assertContrast(byRank, 0.75, 0.25);
            assertEquals(Target.of(0).versus(1, 2).withVersusWeights(3, 1), byRank.asTarget());
            var text = byRank.toString();
            assertTrue(text.contains("of 0 (class 0) versus 1 (class 1) and 2 (class 2), logit 6.25"), text);
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> explain(explainer, Target.top(1).versus(1, 0)));
            assertEquals(
                    "class 0 (class 0) is the target and is in versus as well; compare the target with another class",
                    refused.getMessage());
        }
    }

    /**
     * The gradient of probabilities against central differences of the scores of changed activations. A step of 0.01
     * leaves an error of third order, 27 * 0.0001 / 6 at most, and one of float32, 1e-7 / 0.02.
     */
    @Test
    void gradientsEqualFiniteDifferences() throws IOException {
        double step = 0.01;
        var dim = Tensor.of(
                new float[] {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.1f, 0.2f, 0.1f, 0.3f, 0.1f, 0.2f, 0.1f}, 1, 3, 2, 2);
        try (var explainer = explainer()) {
            for (var score : ScoreType.values()) {
                var target = Target.of(2).versus(0, 1).withVersusWeights(2, 3);
                var context = explainer
                        .explain(dim, ExplainRequest.of(target).withScoreType(score))
                        .context();
                var gradient = context.gradient().values();
                for (int i = 0; i < gradient.length; i++) {
                    int at = i;
                    var scores = context.model()
                            .headScores(2, n -> changed(context.activations(), at, n == 0 ? step : -step));
                    assertEquals((scores[0] - scores[1]) / (2 * step), gradient[i], 5e-4, score + " " + i);
                }
            }
        }
    }

    private static FeatureMaps changed(FeatureMaps maps, int at, double by) {
        var values = maps.values().clone();
        values[at] += (float) by;
        return new FeatureMaps(maps.channels(), maps.height(), maps.width(), values);
    }
}
