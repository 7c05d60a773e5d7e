package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.explain.TinyScores.One;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One score z is two classes: 0 with the score -z and the probability 1 - p, 1 with z and p = sigmoid(z). */
class BinaryScoresTest {

    private static final double TOLERANCE = 1e-5;
    private static final double Z = TinyScores.scores(1)[0];
    private static final double P = TinyScores.sigmoid(Z);

    private static Model model(One ending) {
        return TinyScores.model(TinyScores.graph("N", 1, Ending.of(ending)));
    }

    private static Model model() {
        return model((g, z) -> g.op("Sigmoid", z));
    }

    private static void assertMap(double factor, float[] actual) {
        var expected = TinyScores.map(0);
        for (int p = 0; p < expected.length; p++) {
            assertEquals(factor * expected[p], actual[p], TOLERANCE);
        }
    }

    @Test
    void theClassesAreNotAndYes() throws IOException {
        for (Model model : List.of(model(), model((g, z) -> z), model((g, z) -> g.op("Squeeze", z)))) {
            try (var explainer = Explainer.open(model)) {
                var predictions = explainer.classify(TinyScores.input());
                assertEquals(2, predictions.size());
                assertEquals("not", predictions.of(0).label());
                assertEquals("yes", predictions.of(1).label());
                assertEquals(-Z, predictions.of(0).logit(), TOLERANCE);
                assertEquals(Z, predictions.of(1).logit(), TOLERANCE);
                assertEquals(1 - P, predictions.of(0).probability(), TOLERANCE);
                assertEquals(P, predictions.of(1).probability(), TOLERANCE);
                assertEquals(1, predictions.top(1).get(0).index());
            }
        }
    }

    @Test
    void targets() throws IOException {
        try (var explainer = Explainer.open(model())) {
            var yes = explainer.explain(TinyScores.input(), ExplainRequest.of(Target.top(1)));
            assertEquals(1, yes.target().index());
            assertMap(1, yes.map().values());
            var not = yes.forTarget(Target.of("not"));
            assertEquals(-Z, not.context().score(), TOLERANCE);
            assertMap(-1, not.map().values());
            assertMap(-1, yes.forTarget(Target.top(2)).map().values());
            var difference = yes.forTarget(Target.of(1).versus(0));
            assertEquals(2 * Z, difference.context().score(), TOLERANCE);
            assertMap(2, difference.map().values());
            var all = yes.allClasses();
            assertEquals(2, all.size());
            assertMap(-1, all.of(0).values());
            assertMap(1, all.of(1).values());
            assertMap(-1, not.forMethod(Methods.HIRES_CAM).map().values());
        }
    }

    /** The derivative of p is p (1 - p), that of 1 - p is its negative. */
    @Test
    void probabilitiesAsScores() throws IOException {
        try (var explainer = Explainer.open(model())) {
            for (int c : List.of(0, 1)) {
                var request = ExplainRequest.of(Target.of(c)).withScoreType(ScoreType.PROBABILITY);
                var explanation = explainer.explain(TinyScores.input(), request);
                assertEquals(c == 1 ? P : 1 - P, explanation.context().score(), TOLERANCE);
                assertMap((c == 1 ? 1 : -1) * P * (1 - P), explanation.map().values());
            }
        }
    }

    @Test
    void labels() throws IOException {
        try (var explainer = Explainer.open(model().withLabels(Labels.of(List.of("defect"))))) {
            assertEquals(Labels.of(List.of("not defect", "defect")), explainer.labels());
            assertMap(
                    1,
                    explainer
                            .explain(TinyScores.input(), ExplainRequest.of(Target.of("defect")))
                            .map()
                            .values());
            try (var again = Explainer.open(explainer.model())) {
                assertEquals(explainer.labels(), again.labels());
            }
        }
        try (var explainer = Explainer.open(model().withLabels(Labels.of(List.of("good", "bad"))))) {
            assertEquals(
                    "bad", explainer.classify(TinyScores.input()).top(1).get(0).label());
        }
        var three = model().withLabels(Labels.numbers(3));
        var e = assertThrows(IllegalArgumentException.class, () -> Explainer.open(three));
        assertEquals("model tiny has 2 classes, but 3 labels are given (from the program)", e.getMessage());
    }

    /** A probability without a logit, such as one column of a softmax. */
    @Test
    void aProbabilityWithoutLogit() throws IOException {
        var graph = TinyScores.graph(
                "N", 2, Ending.of((g, z) -> g.op("Slice", g.op("Softmax", z), g.ints(1), g.ints(2), g.ints(1))));
        double p = TinyScores.softmax(TinyScores.scores(2))[1];
        try (var explainer = Explainer.open(TinyScores.model(graph))) {
            var predictions = explainer.classify(TinyScores.input());
            assertEquals(1 - p, predictions.of(0).probability(), TOLERANCE);
            assertEquals(p, predictions.of(1).probability(), TOLERANCE);
            var yes = explainer.explain(TinyScores.input(), ExplainRequest.of(Target.of(1)));
            var not = yes.forTarget(Target.of(0));
            assertEquals(p, yes.context().score(), TOLERANCE);
            assertEquals(1 - p, not.context().score(), TOLERANCE);
            for (int i = 0; i < 4; i++) {
                assertEquals(-yes.map().values()[i], not.map().values()[i], TOLERANCE);
                double expected = p * (1 - p) * (TinyScores.map(1)[i] - TinyScores.map(0)[i]);
                assertEquals(expected, yes.map().values()[i], TOLERANCE);
            }
            try (var again = Explainer.open(explainer.model())) {
                assertEquals(predictions, again.classify(TinyScores.input()));
            }
        }
    }

    /** A regression has one class, whose score is the output. */
    @Test
    void noActivationIsOneValue() throws IOException {
        try (var explainer = Explainer.open(model((g, z) -> z).withActivation(Activation.NONE))) {
            assertEquals(1, explainer.labels().size());
            var explanation = explainer.explain(TinyScores.input(), ExplainRequest.of(Target.top(1)));
            assertEquals(Z, explanation.target().logit(), TOLERANCE);
            assertEquals(Z, explanation.target().probability(), TOLERANCE);
            assertMap(1, explanation.map().values());
        }
        var two = model((g, z) -> z).withActivation(Activation.NONE).withLabels(Labels.of(List.of("good", "bad")));
        assertThrows(IllegalArgumentException.class, () -> Explainer.open(two));
        try (var explainer = Explainer.open(model().withActivation(Activation.NONE))) {
            assertEquals(P, explainer.classify(TinyScores.input()).of(0).probability(), TOLERANCE);
            assertEquals(1, explainer.labels().size());
        }
    }
}
