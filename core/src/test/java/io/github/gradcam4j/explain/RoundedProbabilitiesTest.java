package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.TinyScores.Ending;
import io.github.gradcam4j.explain.TinyScores.One;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Quantizers write a QuantizeLinear behind the final softmax or sigmoid. The probabilities are those of the model, with
 * this rounding; the explained logits are the ones before it.
 */
class RoundedProbabilitiesTest {

    /** The rounding of float32, relative to steps of 1/256. */
    private static final double TOLERANCE = 1e-6;

    private static final double STEP = 1 / 256.0;

    private static final Attributes LAST = Attributes.of("axis", -1);

    /** The logits of the model, small enough that no probability is 0 or 1. */
    private static double[] logits(int classes) {
        return Arrays.stream(TinyScores.scores(classes)).map(z -> z / 5).toArray();
    }

    /** Returns an ending behind the logits. */
    private static Ending ending(One activation) {
        return Ending.of((g, z) -> activation.write(g, g.op("Mul", z, g.scalar(0.2))));
    }

    private static String rounded(TestGraph g, String p, ElementType type, double scale, double zero) {
        String s = g.scalar(scale);
        String z = g.graph().initializer(Constant.numbers("zero/" + p, type, new double[] {zero}));
        return g.op("DequantizeLinear", g.op("QuantizeLinear", p, s, z), s, z);
    }

    private static String rounded(TestGraph g, String p) {
        return rounded(g, p, ElementType.UINT8, STEP, 0);
    }

    private static double[] rounded(double step, double... values) {
        return Arrays.stream(values).map(p -> step * Math.rint(p / step)).toArray();
    }

    /** Compares all that shows or uses probabilities with expected values. */
    private static void check(int classes, One end, double... expected) throws IOException {
        try (var explainer = Explainer.open(TinyScores.model(TinyScores.graph(21, "N", classes, ending(end))))) {
            var predictions = explainer.classify(TinyScores.input());
            for (int c = 0; c < expected.length; c++) {
                assertEquals(expected[c], predictions.of(c).probability(), TOLERANCE, "class " + c);
                var request = ExplainRequest.of(Target.of(c));
                var explanation = explainer.explain(TinyScores.input(), request);
                assertEquals(expected[c], explanation.target().probability(), TOLERANCE);
                var score = explainer.explain(TinyScores.input(), request.withScoreType(ScoreType.PROBABILITY));
                assertEquals(expected[c], score.context().score(), TOLERANCE);
                assertEquals(
                        expected[c],
                        score.context()
                                .model()
                                .probabilities(1, i -> score.context().model().input())[0],
                        TOLERANCE);
            }
            assertNotEquals(Activation.NONE, explainer.activation());
        }
    }

    /** A type of integers, with a step and a zero point for probabilities. */
    private enum Integers {
        UINT8(ElementType.UINT8, STEP, 0),
        INT8(ElementType.INT8, STEP, -128),
        UINT16(ElementType.UINT16, 1 / 65536.0, 0),
        INT16(ElementType.INT16, 1 / 65536.0, -32768),
        UINT4(ElementType.UINT4, 1 / 16.0, 0);

        private final ElementType type;
        private final double step;
        private final double zero;

        Integers(ElementType type, double step, double zero) {
            this.type = type;
            this.step = step;
            this.zero = zero;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeOfIntegers(Integers t) throws IOException {
        check(
                3,
                (g, z) -> rounded(g, g.op("Softmax", LAST, z), t.type, t.step, t.zero),
                rounded(t.step, TinyScores.softmax(logits(3))));
        check(
                3,
                (g, z) -> rounded(g, g.op("Sigmoid", z), t.type, t.step, t.zero),
                rounded(
                        t.step,
                        Arrays.stream(logits(3)).map(TinyScores::sigmoid).toArray()));
    }

    /** The largest integer is 255/256, which a probability close to one becomes. */
    @Test
    void aProbabilityOfOneIsCutOff() throws IOException {
        check(3, (g, z) -> rounded(g, g.op("Softmax", LAST, g.op("Mul", z, g.scalar(10)))), 1 - STEP, 0, 0);
    }

    /** Other operators behind the softmax, some of them with a rounding of their own. */
    @Test
    void operatorsBehindTheActivation() throws IOException {
        var p = TinyScores.softmax(logits(3));
        var once = rounded(STEP, p);
        check(3, (g, z) -> g.op("Reshape", rounded(g, g.op("Softmax", LAST, z)), g.ints(-1, 3)), once);
        check(3, (g, z) -> g.op("Clip", rounded(g, g.op("Softmax", LAST, z)), g.scalar(1e-7), g.scalar(1)), once);
        double percent = 100 * STEP * 1.01;
        var percentages = rounded(percent, Arrays.stream(once).map(v -> 100 * v).toArray());
        check(
                3,
                (g, z) -> rounded(
                        g,
                        g.op("Mul", rounded(g, g.op("Softmax", LAST, z)), g.scalar(100)),
                        ElementType.UINT8,
                        percent,
                        0),
                Arrays.stream(percentages).map(v -> v / 100).toArray());
        double step = 1 / 32.0;
        var logarithms = rounded(step, Arrays.stream(p).map(Math::log).toArray());
        check(
                3,
                (g, z) -> rounded(g, g.op("LogSoftmax", LAST, z), ElementType.UINT8, step, 255),
                Arrays.stream(logarithms).map(Math::exp).toArray());
    }

    /** A softmax of elementary operators is rounded between them too. */
    @Test
    void elementaryOperators() throws IOException {
        double step = 1 / 32.0;
        var e = rounded(step, Arrays.stream(logits(3)).map(Math::exp).toArray());
        double sum = rounded(step, Arrays.stream(e).sum())[0];
        check(
                3,
                (g, z) -> {
                    String exp = rounded(g, g.op("Exp", z), ElementType.UINT16, step, 0);
                    String all = rounded(g, g.op("ReduceSum", exp, g.ints(1)), ElementType.UINT16, step, 0);
                    return rounded(g, g.op("Div", exp, all));
                },
                rounded(STEP, Arrays.stream(e).map(v -> v / sum).toArray()));
    }

    /** A model converted from TensorFlow Lite has outputs of integers. */
    @Test
    void theIntegersThemselves() throws IOException {
        One quantize = (g, p) -> g.op(
                "QuantizeLinear",
                p,
                g.scalar(STEP),
                g.graph().initializer(Constant.numbers("zero", ElementType.INT8, new double[] {-128})));
        var p = rounded(STEP, TinyScores.softmax(logits(3)));
        check(3, (g, z) -> quantize.write(g, g.op("Softmax", LAST, z)), p);
        check(3, (g, z) -> g.op("Reshape", quantize.write(g, g.op("Softmax", LAST, z)), g.ints(-1, 3)), p);
        var logits = rounded(STEP, Arrays.stream(logits(3)).map(z -> z / 10).toArray());
        check(3, (g, z) -> quantize.write(g, g.op("Mul", z, g.scalar(0.1))), TinyScores.softmax(logits));
    }

    /** The scale of the integers of a QLinearMatMul stands in no other node. */
    @Test
    void integersWithoutAScaleAreRefused() {
        var graph = TinyScores.graph(17, "N", 3, Ending.of((g, z) -> {
            String zero = g.graph().initializer(Constant.numbers("z", ElementType.UINT8, new double[] {100}));
            String scale = g.scalar(STEP);
            String weights = g.op("QuantizeLinear", g.weights(3, 3), scale, zero);
            String quantized = g.op("QuantizeLinear", z, scale, zero);
            return g.op("QLinearMatMul", quantized, scale, zero, weights, scale, zero, scale, zero);
        }));
        var refused = assertThrows(InvalidModelException.class, () -> Explainer.open(TinyScores.model(graph)));
        assertTrue(refused.getMessage().contains("holds integers"), refused.getMessage());
    }

    /** The other class has what the rounded probability leaves. */
    @Test
    void oneScoreForTwoClasses() throws IOException {
        double p = rounded(STEP, TinyScores.sigmoid(logits(1)[0]))[0];
        check(1, (g, z) -> rounded(g, g.op("Sigmoid", z)), 1 - p, p);
    }

    @Test
    void theLogitsAndTheMapAreNotRounded() throws IOException {
        var graph = TinyScores.graph(21, "N", 3, Ending.of((g, z) -> rounded(g, g.op("Softmax", LAST, z))));
        try (var explainer = Explainer.open(TinyScores.model(graph))) {
            for (int c = 0; c < 3; c++) {
                var explanation = explainer.explain(TinyScores.input(), ExplainRequest.of(Target.of(c)));
                assertEquals(TinyScores.scores(3)[c], explanation.target().logit(), 1e-5);
                var map = TinyScores.map(c);
                for (int p = 0; p < map.length; p++) {
                    assertEquals(map[p], explanation.map().values()[p], 1e-5);
                }
            }
        }
    }

    /** An activation that is set replaces the one of the graph, its rounding included. */
    @Test
    void anActivationThatIsSet() throws IOException {
        var graph = TinyScores.graph(21, "N", 3, ending((g, z) -> rounded(g, g.op("Softmax", LAST, z))));
        try (var explainer = Explainer.open(TinyScores.model(graph).withActivation(Activation.SIGMOID))) {
            var predictions = explainer.classify(TinyScores.input());
            for (int c = 0; c < 3; c++) {
                double expected = TinyScores.sigmoid(logits(3)[c]);
                assertEquals(expected, predictions.of(c).probability(), TOLERANCE);
            }
        }
    }

    /** ONNX Runtime's operators on integers: their own kernels give the expected values. */
    @Test
    void quantizedOperators() throws IOException {
        for (String op : List.of("QLinearSoftmax", "QLinearSigmoid")) {
            var graph = TinyScores.graph(17, "N", 3, ending((g, z) -> {
                String zScale = g.scalar(1 / 20.0);
                String zZero = g.graph().initializer(Constant.numbers("z", ElementType.UINT8, new double[] {100}));
                String scale = g.scalar(STEP);
                String zero = g.graph().initializer(Constant.numbers("p", ElementType.UINT8, new double[] {0}));
                var attributes = op.equals("QLinearSoftmax") ? LAST.and("opset", 17) : Attributes.none();
                String quantized = g.op("QuantizeLinear", z, zScale, zZero);
                String p = g.microsoft(op, attributes, quantized, zScale, zZero, scale, zero);
                return g.op("DequantizeLinear", p, scale, zero);
            }));
            float[] expected;
            try (var session = Session.open(graph)) {
                var outputs = session.run(Map.of("x", TinyScores.input()));
                expected = outputs.get(graph.outputNames().get(0)).toArray();
            }
            try (var explainer = Explainer.open(TinyScores.model(graph))) {
                var predictions = explainer.classify(TinyScores.input());
                var actual = new float[3];
                IntStream.range(0, 3).forEach(c -> actual[c] = predictions.of(c).probability());
                assertArrayEquals(expected, actual, (float) TOLERANCE, op);
            }
        }
    }
}
