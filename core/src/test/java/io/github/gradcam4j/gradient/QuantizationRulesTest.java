package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Rounded functions have no differences to compare with: the expected gradients follow from the definition of the
 * straight-through estimator, in float64.
 */
class QuantizationRulesTest {

    private static final long[] X = {2, 3, 4};

    /** Quantizers of [2, 3, 4] whose ranges cut off some values on both sides. */
    private record Quantizer(
            int opset,
            String domain,
            ElementType type,
            long axis,
            long block,
            long[] shape,
            float[] scale,
            double[] zero) {

        static Quantizer of(int opset, ElementType type, double scale, double zero) {
            return new Quantizer(opset, "", type, 1, 0, new long[0], new float[] {(float) scale}, new double[] {zero});
        }

        String quantize(TestGraph g, String x) {
            return node(g, "QuantizeLinear", x);
        }

        String dequantize(TestGraph g, String q) {
            return node(g, "DequantizeLinear", q);
        }

        private String node(TestGraph g, String op, String input) {
            if (!g.graph().has("scale")) {
                g.graph().initializer(Constant.floats("scale", scale, shape));
                g.graph().initializer(Constant.numbers("zero", type, zero, shape));
            }
            var attributes = scale.length == 1 ? Attributes.none() : Attributes.of("axis", axis);
            g.graph()
                    .add(new Node(
                            op,
                            domain,
                            op,
                            List.of(input, "scale", "zero"),
                            List.of(op),
                            block == 0 ? attributes : attributes.and("block_size", block)));
            return op;
        }

        /** The gradient of sum(dy f(x)). */
        float[] expected(float[] x, float[] dy) {
            var dx = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                int at = index(i);
                double q = Math.rint(x[i] / (double) scale[at]) + zero[at];
                boolean inside = q >= type.nearest(-1e9) && q <= type.nearest(1e9);
                dx[i] = inside ? dy[i] : 0;
            }
            return dx;
        }

        private int index(int i) {
            int[] at = {i / 12, i / 4 % 3, i % 4};
            if (scale.length == 1) {
                return 0;
            }
            if (block == 0) {
                return at[(int) axis];
            }
            at[(int) axis] /= (int) block;
            return (int) ((at[0] * shape[1] + at[1]) * shape[2] + at[2]);
        }
    }

    @TestFactory
    Stream<DynamicTest> pairs() {
        float[] three = {0.001f, 0.002f, 0.5f};
        float[] blocks = {0.001f, 0.5f, 0.001f, 0.004f, 0.5f, 0.002f, 0.3f, 0.001f, 0.003f, 0.4f, 0.002f, 0.001f};
        return Stream.of(
                        Quantizer.of(13, ElementType.UINT8, 0.002, 100),
                        Quantizer.of(13, ElementType.INT8, 0.002, -28),
                        Quantizer.of(21, ElementType.UINT16, 1e-5, 30000),
                        Quantizer.of(21, ElementType.INT16, 1e-5, -5000),
                        Quantizer.of(21, ElementType.UINT4, 0.04, 9),
                        Quantizer.of(21, ElementType.INT4, 0.04, -2),
                        new Quantizer(
                                21,
                                "",
                                ElementType.INT4,
                                1,
                                0,
                                new long[] {3},
                                new float[] {0.02f, 0.1f, 0.04f},
                                new double[] {0, -8, 5}),
                        new Quantizer(
                                13,
                                "com.microsoft",
                                ElementType.UINT16,
                                1,
                                0,
                                new long[0],
                                new float[] {1e-5f},
                                new double[] {7}),
                        new Quantizer(
                                13, "", ElementType.UINT8, 1, 0, new long[] {3}, three, new double[] {128, 0, 255}),
                        new Quantizer(13, "", ElementType.INT8, 1, 0, new long[] {3}, three, new double[] {0, -128, 5}),
                        new Quantizer(21, "", ElementType.UINT8, 2, 3, new long[] {2, 3, 2}, blocks, new double[] {
                            128, 127, 100, 0, 255, 128, 128, 0, 9, 250, 128, 128
                        }))
                .map(q -> DynamicTest.dynamicTest(q.toString(), () -> {
                    var g = TestGraph.opset(q.opset);
                    var y = q.dequantize(g, q.quantize(g, g.x(2, 3, 4)));
                    assertGradient(g, y, q);
                }));
    }

    private static void assertGradient(TestGraph g, String y, Quantizer q) {
        var x = FiniteDifferences.offKinks(11, X);
        var dy = FiniteDifferences.gaussian(3, X);
        var expected = q.expected(x.toArray(), dy.toArray());
        var zeros = new float[expected.length];
        assertTrue(
                !Arrays.equals(zeros, expected) && !Arrays.equals(dy.toArray(), expected), "both sides of the range");
        assertArrayEquals(expected, gradient(g, y, x, dy), 1e-5f);
    }

    private static float[] gradient(TestGraph g, String y, Tensor x, Tensor dy) {
        var gradient = GradientGraph.vectorJacobian(g.model(y), Map.of("x", Tensor.zeros(x.shape())));
        try (var runner = gradient.open()) {
            return runner.run(Map.of("x", x), dy).toArray();
        }
    }

    /** Operators between the two that move integers. */
    @TestFactory
    Stream<DynamicTest> movedIntegers() {
        var q = Quantizer.of(13, ElementType.UINT8, 0.002, 100);
        return Stream.<Map.Entry<String, RuleCase.Formula>>of(
                        Map.entry("Identity", (g, x) -> g.op("Identity", x)),
                        Map.entry(
                                "Reshape",
                                (g, x) -> g.op("Reshape", g.op("Reshape", x, g.ints(6, 4)), g.ints(2, 3, 4))),
                        Map.entry("Transpose", (g, x) -> turned(g, turned(g, x))),
                        Map.entry(
                                "Concat, Slice",
                                (g, x) -> g.op(
                                        "Slice",
                                        g.op("Concat", Attributes.of("axis", 1), x, x),
                                        g.ints(0),
                                        g.ints(3),
                                        g.ints(1))),
                        Map.entry("Gather", (g, x) -> gathered(g, gathered(g, x))),
                        Map.entry(
                                "Split",
                                (g, x) -> g.op(
                                        "Concat",
                                        Attributes.of("axis", 2),
                                        g.ops(2, "Split", Attributes.of("axis", 2), x)
                                                .toArray(String[]::new))),
                        Map.entry(
                                "MaxPool", (g, x) -> g.op("MaxPool", Attributes.of("kernel_shape", new long[] {1}), x)))
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    var g = TestGraph.opset(13);
                    assertGradient(g, q.dequantize(g, e.getValue().apply(g, q.quantize(g, g.x(2, 3, 4)))), q);
                }));
    }

    private static String turned(TestGraph g, String x) {
        return g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), x);
    }

    private static String gathered(TestGraph g, String x) {
        return g.op("Gather", Attributes.of("axis", 1), x, g.ints(2, 1, 0));
    }

    @Test
    void arithmeticOfIntegersIsNamed() {
        var g = TestGraph.opset(14);
        var q = Quantizer.of(14, ElementType.INT8, 0.002, 3);
        var y = q.dequantize(g, g.op("Relu", q.quantize(g, g.x(2, 3, 4))));
        var x = Map.of("x", Tensor.zeros(X));
        var model = g.model(y);
        var message = assertThrows(NoGradientException.class, () -> GradientGraph.vectorJacobian(model, x))
                .getMessage();
        assertTrue(message.contains("quantized") && message.contains("Relu"), message);
    }
}
