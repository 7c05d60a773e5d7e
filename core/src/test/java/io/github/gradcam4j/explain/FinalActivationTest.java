package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.explain.TinyScores.One;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probabilities at the end of a graph, however they are written: the logits before them are explained. */
class FinalActivationTest {

    private static final Attributes LAST = Attributes.of("axis", -1);
    private static final double TOLERANCE = 1e-5;

    private static final Map<String, One> SOFTMAXES = Map.ofEntries(
            Map.entry("Softmax", (g, z) -> g.op("Softmax", LAST, z)),
            Map.entry("Softmax, Clip", (g, z) -> g.op("Clip", softmax(g, z), g.scalar(1e-7), g.scalar(1 - 1e-7))),
            Map.entry(
                    "Softmax, Max, Min",
                    (g, z) -> g.op("Min", g.op("Max", softmax(g, z), g.scalar(1e-7)), g.scalar(1))),
            Map.entry("Softmax, small constant", (g, z) -> g.op("Add", softmax(g, z), g.scalar(1e-8))),
            Map.entry("Softmax, double", (g, z) -> g.op("Cast", Attributes.of("to", 11), softmax(g, z))),
            Map.entry("Softmax, percent", (g, z) -> g.op("Mul", softmax(g, z), g.scalar(100))),
            Map.entry("Softmax, Log", (g, z) -> g.op("Log", g.op("Add", softmax(g, z), g.scalar(1e-8)))),
            Map.entry(
                    "Softmax, Transpose",
                    (g, z) -> g.op(
                            "Transpose",
                            Attributes.of("perm", new long[] {0, 3, 1, 2}),
                            softmax(g, g.op("Unsqueeze", z, g.ints(1, 2))))),
            Map.entry(
                    "Softmax of [N, C, 1, 1]",
                    (g, z) -> g.op(
                            "Flatten", g.op("Softmax", Attributes.of("axis", 1), g.op("Unsqueeze", z, g.ints(2, 3))))),
            Map.entry("Softmax, first image", (g, z) -> g.op("Gather", softmax(g, z), g.integer(0))),
            Map.entry("LogSoftmax", (g, z) -> g.op("LogSoftmax", LAST, z)),
            Map.entry("LogSoftmax, Exp", (g, z) -> g.op("Exp", g.op("LogSoftmax", LAST, z))),
            Map.entry("exp(z - max) / sum", (g, z) -> {
                String e = g.op("Exp", g.op("Sub", z, g.op("ReduceMax", z, g.ints(1))));
                return g.op("Div", e, g.op("ReduceSum", e, g.ints(1)));
            }),
            Map.entry("exp(z) / sum without the dimension", (g, z) -> {
                String e = g.op("Exp", z);
                String sum = g.op("ReduceSum", Attributes.of("keepdims", 0), e, g.ints(-1));
                return g.op("Div", e, g.op("Unsqueeze", sum, g.ints(-1)));
            }),
            Map.entry("exp(z) * (1 / sum)", (g, z) -> {
                String e = g.op("Exp", z);
                return g.op("Mul", g.op("Reciprocal", g.op("Add", g.op("ReduceSum", e, g.ints(1)), g.scalar(1e-9))), e);
            }),
            Map.entry(
                    "exp(z), LpNormalization",
                    (g, z) -> g.op("LpNormalization", Attributes.of("p", 1).and("axis", 1), g.op("Exp", z))),
            Map.entry("log(exp(z) / sum)", (g, z) -> {
                String e = g.op("Exp", z);
                return g.op("Log", g.op("Div", e, g.op("ReduceSum", e, g.ints(1))));
            }),
            Map.entry("z - log(sum(exp(z)))", (g, z) -> {
                String shifted = g.op("Sub", z, g.op("ReduceMax", z, g.ints(1)));
                return g.op("Sub", shifted, g.op("Log", g.op("ReduceSum", g.op("Exp", shifted), g.ints(1))));
            }),
            Map.entry(
                    "exp(z - ReduceLogSumExp)",
                    (g, z) -> g.op("Exp", g.op("Sub", z, g.op("ReduceLogSumExp", z, g.ints(1))))));

    private static final Map<String, One> SIGMOIDS = Map.of(
            "Sigmoid", (g, z) -> g.op("Sigmoid", z),
            "Sigmoid, Clip", (g, z) -> g.op("Clip", g.op("Sigmoid", z), g.scalar(1e-7), g.scalar(1 - 1e-7)),
            "Sigmoid, Log", (g, z) -> g.op("Log", g.op("Sigmoid", z)),
            "1 / (1 + exp(-z))", (g, z) -> g.op("Div", g.scalar(1), onePlus(g, g.op("Exp", g.op("Neg", z)))),
            "reciprocal of 1 + exp(-z)",
                    (g, z) -> g.op(
                            "Mul",
                            g.op("Reciprocal", onePlus(g, g.op("Exp", g.op("Mul", z, g.scalar(-1))))),
                            g.scalar(1)),
            "exp(z) / (1 + exp(z))",
                    (g, z) -> {
                        String e = g.op("Exp", z);
                        return g.op("Div", e, onePlus(g, e));
                    });

    private static String softmax(TestGraph g, String z) {
        return g.op("Softmax", LAST, z);
    }

    private static String onePlus(TestGraph g, String x) {
        return g.op("Add", g.scalar(1), x);
    }

    private static Explanation explain(Model model, int target) throws IOException {
        try (var explainer = Explainer.open(model)) {
            return explainer.explain(TinyScores.input(), ExplainRequest.of(Target.of(target)));
        }
    }

    private static void assertMap(double[] expected, float[] actual, String message) {
        for (int p = 0; p < expected.length; p++) {
            assertEquals(expected[p], actual[p], TOLERANCE, message);
        }
    }

    /** The free batch is not declared by the output, the fixed one is. */
    @ParameterizedTest
    @ValueSource(strings = {"N", "1"})
    void everySoftmaxHasTheSameLogits(String batch) throws IOException {
        var expected = TinyScores.softmax(TinyScores.scores(3));
        for (var ending : SOFTMAXES.entrySet()) {
            Object dim = batch.equals("1") ? 1 : batch;
            var model = TinyScores.model(TinyScores.graph(dim, 3, Ending.of(ending.getValue())));
            for (int c = 0; c < 3; c++) {
                var explanation = explain(model, c);
                assertEquals(TinyScores.scores(3)[c], explanation.target().logit(), TOLERANCE, ending.getKey());
                assertEquals(expected[c], explanation.target().probability(), TOLERANCE, ending.getKey());
                assertMap(TinyScores.map(c), explanation.map().values(), ending.getKey());
            }
        }
    }

    @Test
    void everySigmoidHasTheSameLogits() throws IOException {
        for (var ending : SIGMOIDS.entrySet()) {
            var model = TinyScores.model(TinyScores.graph("N", 3, Ending.of(ending.getValue())));
            for (int c = 0; c < 3; c++) {
                var explanation = explain(model, c);
                double z = TinyScores.scores(3)[c];
                assertEquals(z, explanation.target().logit(), TOLERANCE, ending.getKey());
                assertEquals(TinyScores.sigmoid(z), explanation.target().probability(), TOLERANCE, ending.getKey());
                assertMap(TinyScores.map(c), explanation.map().values(), ending.getKey());
            }
        }
    }

    /** Until opset 12 a softmax flattens all axes from one on. */
    @Test
    void aSoftmaxOfAnOldOpset() throws IOException {
        var model = TinyScores.model(TinyScores.graph(
                9,
                "N",
                3,
                Ending.of((g, z) -> g.op(
                        "Softmax",
                        Attributes.of("axis", 1),
                        g.op("Unsqueeze", Attributes.of("axes", new long[] {2, 3}), z)))));
        var target = explain(model, 2).target();
        assertEquals(TinyScores.scores(3)[2], target.logit(), TOLERANCE);
        assertEquals(TinyScores.softmax(TinyScores.scores(3))[2], target.probability(), TOLERANCE);
    }

    /** There are no logits of the mean of two softmaxes, so the probability itself is explained. */
    @Test
    void probabilitiesMadeOfOthersAreNotChanged() throws IOException {
        One mean = (g, z) ->
                g.op("Div", g.op("Add", softmax(g, z), softmax(g, g.op("Mul", z, g.scalar(0.5)))), g.scalar(2));
        var explanation = explain(TinyScores.model(TinyScores.graph("N", 3, Ending.of(mean))), 0);
        var z = TinyScores.scores(3);
        double expected = (TinyScores.softmax(z)[0] + TinyScores.softmax(z[0] / 2, z[1] / 2, z[2] / 2)[0]) / 2;
        assertEquals(expected, explanation.target().probability(), TOLERANCE);
        assertEquals(expected, explanation.target().logit(), TOLERANCE);
    }

    /** The output is the probability of "not" and of "yes", or the softmax without the first class. */
    @Test
    void columnsOfProbabilitiesAreNotChanged() throws IOException {
        One both = (g, z) -> {
            String p = g.op("Sigmoid", z);
            return g.op("Concat", Attributes.of("axis", 1), g.op("Sub", g.scalar(1), p), p);
        };
        var explanation = explain(TinyScores.model(TinyScores.graph("N", 1, Ending.of(both))), 1);
        double p = TinyScores.sigmoid(TinyScores.scores(1)[0]);
        assertEquals(p, explanation.target().probability(), TOLERANCE);
        assertEquals(1 - p, explanation.predictions().of(0).probability(), TOLERANCE);
        One rest = (g, z) -> g.op("Slice", softmax(g, z), g.ints(1), g.ints(3), g.ints(1));
        explanation = explain(TinyScores.model(TinyScores.graph("N", 3, Ending.of(rest))), 1);
        assertEquals(
                TinyScores.softmax(TinyScores.scores(3))[2],
                explanation.target().probability(),
                TOLERANCE);
    }

    /** A softmax over another axis than the classes is no activation function. */
    @Test
    void aSoftmaxOverPositionsIsNone() throws IOException {
        var g = TestGraph.opset(18);
        String features = g.op("Relu", g.x("N", 3, 2, 2));
        String rows = g.op("Reshape", features, g.ints(0, 3, 4));
        String attention = g.op("Softmax", Attributes.of("axis", 2), rows);
        String pooled = g.op("ReduceSum", Attributes.of("keepdims", 0), g.op("Mul", rows, attention), g.ints(2));
        try (var explainer = Explainer.open(TinyScores.model(g.model(pooled)).withLayer("auto"))) {
            assertEquals(Activation.SOFTMAX, explainer.activation());
            assertEquals(false, explainer.endsInActivation());
            var image = TinyScores.input().toArray();
            var expected = new double[3];
            for (int k = 0; k < 3; k++) {
                double weights = 0;
                for (int p = 0; p < 4; p++) {
                    double a = Math.max(0, image[4 * k + p]);
                    expected[k] += a * Math.exp(a);
                    weights += Math.exp(a);
                }
                expected[k] /= weights;
            }
            var predictions = explainer.classify(TinyScores.input());
            assertEquals(expected[1], predictions.of(1).logit(), TOLERANCE);
            assertEquals(TinyScores.softmax(expected)[1], predictions.of(1).probability(), TOLERANCE);
        }
    }

    /** With no activation the output is explained as it is. */
    @Test
    void noActivationMeansTheOutputItself() throws IOException {
        var model = TinyScores.model(TinyScores.graph("N", 3, Ending.of(FinalActivationTest::softmax)))
                .withActivation(Activation.NONE);
        var target = explain(model, 1).target();
        double p = TinyScores.softmax(TinyScores.scores(3))[1];
        assertEquals(p, target.logit(), TOLERANCE);
        assertEquals(p, target.probability(), TOLERANCE);
    }

    @Test
    void twoSigmoidsAreTwoLabels() throws IOException {
        var declared = TinyScores.graph("N", 2, Ending.of((g, z) -> g.op("Sigmoid", z)));
        assertEquals(ElementType.UNDEFINED, declared.outputs().get(0).type());
        var model = TinyScores.model(declared);
        try (var explainer = Explainer.open(model)) {
            assertEquals(Activation.SIGMOID, explainer.activation());
            assertEquals(
                    List.of("class 0", "class 1"),
                    List.of(explainer.labels().name(0), explainer.labels().name(1)));
            var predictions = explainer.classify(TinyScores.input());
            for (int c = 0; c < 2; c++) {
                assertEquals(
                        TinyScores.sigmoid(TinyScores.scores(2)[c]),
                        predictions.of(c).probability(),
                        TOLERANCE);
            }
        }
    }
}
