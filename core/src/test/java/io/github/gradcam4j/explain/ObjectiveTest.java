package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.ObjectiveGraph;
import io.github.gradcam4j.target.RawOutput;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.target.WeightedSum;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every objective against difference quotients of its own score. */
class ObjectiveTest {

    private static final int CLASSES = 5;

    /** Of a central difference with float32 scores of magnitude 1: rounding 1e-7 / STEP, curvature STEP^2. */
    private static final double TOLERANCE = 1e-4;

    private static final double STEP = 1.0 / 128;

    /** The negative entropy of the probabilities: no parameters, not linear. */
    private record NegativeEntropy() implements Objective {

        @Override
        public String key() {
            return "negative entropy";
        }

        @Override
        public String title() {
            return "negative entropy";
        }

        @Override
        public String write(ObjectiveGraph graph) {
            var g = graph.builder();
            String p = graph.probabilities();
            String terms = g.node("terms", "Mul", List.of(p, g.node("log", "Log", List.of(p))));
            return g.node("sum", "ReduceSum", List.of(terms, g.vector(1)), Attributes.of("keepdims", 0));
        }
    }

    /** Two outputs: the logits of five classes, and a regression of two values that is not linear in the layer. */
    private static Model model(Activation activation) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 4, 4);
        g.initializer("mix", Tensor.randn(1, 6, 3, 3, 3).toArray(), 6, 3, 3, 3);
        var pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
        g.node("layer", "Tanh", List.of(g.node("conv", "Conv", List.of("x", "mix"), pads)));
        String pooled = g.node("flat", "Flatten", List.of(g.node("pool", "GlobalAveragePool", List.of("layer"))));
        g.initializer("w", Tensor.randn(2, 6, CLASSES).toArray(), 6, CLASSES);
        String logits = g.node("scores", "MatMul", List.of(pooled, "w"));
        g.initializer("v", Tensor.randn(3, 6, 2).toArray(), 6, 2);
        String values = g.node("age", "Tanh", List.of(g.node("hidden", "MatMul", List.of(pooled, "v"))));
        g.output(
                switch (activation) {
                    case SOFTMAX -> g.node("p", "Softmax", List.of(logits), Attributes.of("axis", 1));
                    case SIGMOID -> g.node("p", "Sigmoid", List.of(logits));
                    case NONE -> logits;
                });
        g.output(values);
        return Model.of(ModelSource.of(g.build())).withActivation(activation);
    }

    private static Explainer open(Activation activation) throws IOException {
        var model = model(activation);
        return Explainer.builder(activation == Activation.NONE ? model.withOutput("scores") : model.withOutput("p"))
                .layer("layer")
                .build();
    }

    private static Tensor image() {
        return Tensor.randn(4, 1, 3, 4, 4);
    }

    static Stream<Objective> objectives() {
        var several = Target.of(2).versus(0, 4).withVersusWeights(3, 1);
        return Stream.of(
                ClassScore.of(Target.of(3)),
                ClassScore.of(Target.top(2)),
                ClassScore.of(Target.of("class 1").versus(Target.top(5))),
                ClassScore.of(several),
                new ClassScore(Target.of(1), ScoreType.PROBABILITY),
                new ClassScore(several, ScoreType.PROBABILITY),
                RawOutput.of("age"),
                RawOutput.of("age", 1).negated(),
                WeightedSum.of(0.5, ClassScore.of(Target.of(1)))
                        .plus(-2, RawOutput.of("age", 1))
                        .plus(1, new ClassScore(Target.top(1), ScoreType.PROBABILITY))
                        .plus(0.25, ClassScore.of(Target.of(0))),
                new NegativeEntropy());
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientIsTheDifferenceQuotient(Objective objective) throws IOException {
        for (var activation : Activation.values()) {
            if (activation == Activation.NONE && objective instanceof NegativeEntropy) {
                continue;
            }
            try (var explainer = open(activation)) {
                var context =
                        explainer.explain(image(), ExplainRequest.of(objective)).context();
                var gradient = context.gradient().values();
                var expected = differences(
                        context.activations(), maps -> context.model().headScores(1, i -> maps)[0]);
                assertArrayEquals(expected, gradient, (float) TOLERANCE, activation + ", " + objective.title());
                assertTrue(Stream.of(0, 7, 50).anyMatch(i -> Math.abs(gradient[i]) > 10 * TOLERANCE));
            }
        }
    }

    private interface Score {
        double of(FeatureMaps maps);
    }

    private static float[] differences(FeatureMaps at, Score score) {
        var quotients = new float[at.values().length];
        for (int i = 0; i < quotients.length; i++) {
            int element = i;
            double up = score.of(at.apply((k, p) -> at.at(k, p) + (k * at.area() + p == element ? (float) STEP : 0)));
            double down = score.of(at.apply((k, p) -> at.at(k, p) - (k * at.area() + p == element ? (float) STEP : 0)));
            quotients[i] = (float) ((up - down) / (2 * STEP));
        }
        return quotients;
    }

    @Test
    void weightedSumIsTheSumOfItsTerms() throws IOException {
        try (var explainer = open(Activation.SOFTMAX)) {
            var first = ClassScore.of(Target.of(3));
            var second = RawOutput.of("age", 1);
            var a = explainer.explain(image(), ExplainRequest.of(first));
            var b = a.forObjective(second);
            var sum = a.forObjective(WeightedSum.of(2, first).plus(-0.5, second));
            assertEquals(
                    2 * a.context().score() - 0.5 * b.context().score(),
                    sum.context().score(),
                    1e-5);
            for (int p = 0; p < 16; p++) {
                assertEquals(
                        2 * a.map().values()[p] - 0.5 * b.map().values()[p],
                        sum.map().values()[p],
                        1e-5);
            }
            assertEquals(-1, sum.target().index());
            assertEquals(
                    "2.000 (logit of class 3) + -0.5000 (age[1])", sum.target().label());
        }
    }

    /** Class 2 against the others by their log-odds: softmax p = e^z / sum, whose derivative is p (1 - p). */
    @Test
    void probabilityNearSaturationIsExact() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
        g.node("layer", "Identity", List.of("x"));
        g.output(g.node("scores", "Flatten", List.of(g.node("pool", "GlobalAveragePool", List.of("layer")))));
        try (var explainer = Explainer.builder(Model.of(ModelSource.of(g.build())))
                .layer("layer")
                .build()) {
            // Logits 12, 0 and -1: p of class 0 is 1 - 8.4e-6.
            var image = Tensor.of(new float[] {12, 12, 12, 12, 0, 0, 0, 0, -1, -1, -1, -1}, 1, 3, 2, 2);
            var request = ExplainRequest.of(new ClassScore(Target.of(0), ScoreType.PROBABILITY));
            var gradient = explainer.explain(image, request).context().gradient();
            double q = (Math.exp(-12) + Math.exp(-13)) / (1 + Math.exp(-12) + Math.exp(-13));
            // 1 - p has the rounding error of p, 6e-8 of 8.4e-6.
            assertEquals(q * (1 - q) / 4, gradient.at(0, 0), 0.01 * q / 4);
        }
    }

    /** The output "early" is computed before the layer: a sum with it needs a second tensor of the trunk. */
    @Test
    void objectivesOfOneImageNeedDifferentTensors() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 3, 4, 4);
        g.output(g.node("early", "Flatten", List.of(g.node("first", "GlobalMaxPool", List.of("x")))));
        g.node("layer", "Tanh", List.of("x"));
        g.output(g.node("scores", "Flatten", List.of(g.node("pool", "GlobalAveragePool", List.of("layer")))));
        var model = Model.of(ModelSource.of(g.build())).withOutput("scores");
        try (var explainer = Explainer.builder(model).layer("layer").build()) {
            var sum = WeightedSum.of(1, ClassScore.of(Target.of(2))).plus(3, RawOutput.of("early"));
            var ofSum = explainer.explain(image(), ExplainRequest.of(sum));
            var ofClass = ofSum.forTarget(Target.of("class 2"));
            var alone = explainer.explain(image(), ExplainRequest.of(Target.of(2)));
            assertEquals(alone.map(), ofClass.map());
            assertEquals(alone.map(), ofSum.map());
            assertEquals(
                    ofSum.context().score(), ofClass.forObjective(sum).context().score());
        }
    }

    @Test
    void oneGraphServesAllClasses() throws IOException {
        assertEquals(
                ClassScore.of(Target.of(0)).key(),
                ClassScore.of(Target.top(3).versus(1)).key());
        try (var explainer = open(Activation.SOFTMAX)) {
            var first = explainer.explain(image(), ExplainRequest.of(Target.of(0)));
            var other = first.forTarget(Target.of(4).versus(1));
            assertEquals(
                    explainer
                            .explain(image(), ExplainRequest.of(Target.of(4).versus(1)))
                            .map(),
                    other.map());
        }
    }

    @Test
    void methodsThatRunTheModelUseTheObjective() throws IOException {
        try (var explainer = open(Activation.SOFTMAX)) {
            for (var objective :
                    List.of(RawOutput.of("age"), RawOutput.of("age").negated())) {
                var request = ExplainRequest.of(objective);
                var ig = explainer.explain(image(), request.withMethod(Methods.INTEGRATED_GRADIENTS));
                var black = ig.context()
                        .model()
                        .scores(1, i -> ig.context().model().input().apply((k, p) -> 0f))[0];
                double sum = 0;
                for (float value : ig.map().values()) {
                    sum += value;
                }
                double rise = ig.context().score() - black;
                assertEquals(rise, sum, 0.05 * Math.abs(rise), objective.title());
            }
            var score = explainer.explain(
                    image(), ExplainRequest.of(RawOutput.of("age")).withMethod(Methods.SCORE_CAM));
            assertFalse(score.context().model().hasLinearHead());
        }
    }

    @Test
    void wrongObjectives() throws IOException {
        try (var explainer = open(Activation.SOFTMAX)) {
            assertRefused("the model has no output 'size'; its outputs are [p, age]", explainer, RawOutput.of("size"));
            assertRefused("output 'age' has 2 values, 0 to 1, not 2", explainer, RawOutput.of("age", 2));
            assertRefused("there is no class 9: the model has 5, 0 to 4", explainer, ClassScore.of(Target.of(9)));
            var matrix = new Objective() {
                @Override
                public String key() {
                    return "matrix";
                }

                @Override
                public String title() {
                    return "all logits";
                }

                @Override
                public String write(ObjectiveGraph graph) {
                    return graph.logits();
                }
            };
            assertRefused(
                    "the objective 'all logits' must write one value for each image, of shape [N]; for 2 images, it"
                            + " writes [2, 5]",
                    explainer,
                    matrix);
        }
        var unknown = ExplainRequest.of(RawOutput.of("age"));
        assertThrows(IllegalStateException.class, () -> unknown.withScoreType(ScoreType.LOGIT));
        assertThrows(IllegalArgumentException.class, () -> new RawOutput("age", 0, 2));
        assertThrows(IllegalArgumentException.class, () -> new WeightedSum(List.of()));
        assertThrows(IllegalArgumentException.class, () -> WeightedSum.of(Double.NaN, RawOutput.of("age")));
    }

    private static void assertRefused(String message, Explainer explainer, Objective objective) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> explainer.explain(image(), ExplainRequest.of(objective)));
        assertEquals(message, e.getMessage());
    }
}
