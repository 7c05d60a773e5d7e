package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Operators on quantized tensors. Their integers are those of ONNX Runtime's own kernels, and their gradient is that of
 * the operator on floating-point numbers, which other tests compare with finite differences.
 */
class QuantizedOperatorsTest {

    private static final long[] X = {2, 4, 6, 6};

    /**
     * The largest weight of 8 bits. Without VNNI instructions, ONNX Runtime's kernels add two products of 8 bits in 16
     * bits, which saturates for larger weights; its documentation recommends {@code reduce_range} for this reason.
     */
    private static final int SEVEN_BITS = 63;

    /** A graph with a quantized input x, under construction. */
    private static final class Quantized {

        private final TestGraph g = TestGraph.opset(13);
        private final ElementType type;
        private final Random random = new Random(5);

        Quantized(ElementType type) {
            this.type = type;
        }

        String scale(double value) {
            return g.scalar(value);
        }

        String zero(double value) {
            String name = "zero/" + value;
            return g.graph().has(name)
                    ? name
                    : g.graph().initializer(Constant.numbers(name, type, new double[] {value}));
        }

        /** The center of the type and some steps more. */
        String center(double more) {
            return zero(more + (type == ElementType.UINT8 ? 128 : 0));
        }

        String integers(ElementType of, int most, long... shape) {
            var values = new double[(int) Constant.elements(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(2 * most + 1) - most + (of == ElementType.UINT8 ? 128 : 0);
            }
            String name = "integers/" + g.graph().build().initializers().size();
            return g.graph().initializer(Constant.numbers(name, of, values, shape));
        }

        String real(String integers, String scale, String zero) {
            return g.op("DequantizeLinear", integers, scale, zero);
        }

        String node(String domain, String op, Attributes attributes, String... inputs) {
            String name = op + "/" + g.graph().build().nodes().size();
            g.graph().add(new Node(name, domain, op, List.of(inputs), List.of(name), attributes));
            return name;
        }

        String microsoft(String op, Attributes attributes, String... inputs) {
            return node("com.microsoft", op, attributes, inputs);
        }
    }

    /** An operator: with the integers q of x, or with their real numbers. */
    private interface Form {
        String of(Quantized q, String x);
    }

    private static final double XS = 0.013;
    private static final double YS = 0.031;

    private static String quantized(Quantized q) {
        return q.g.op("QuantizeLinear", q.g.x("N", 4, 6, 6), q.scale(XS), q.center(9));
    }

    private record Case(String name, Form integers, Form reals) {}

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        var pads = Attributes.of("kernel_shape", new long[] {3, 3})
                .and("pads", new long[] {1, 1, 0, 1})
                .and("strides", new long[] {2, 1});
        cases.add(new Case(
                "QLinearConv with a bias, per channel",
                (q, x) -> q.node(
                        "",
                        "QLinearConv",
                        pads,
                        x,
                        q.scale(XS),
                        q.center(9),
                        q.integers(ElementType.INT8, SEVEN_BITS, 8, 4, 3, 3),
                        q.g.positive(8),
                        q.g.graph().initializer(Constant.numbers("wz", ElementType.INT8, new double[8], 8)),
                        q.scale(YS * 900),
                        q.center(-5),
                        q.integers(ElementType.INT32, 3000, 8)),
                (q, x) -> {
                    String w = q.integers(ElementType.INT8, SEVEN_BITS, 8, 4, 3, 3);
                    String s = q.g.positive(8);
                    String b = q.integers(ElementType.INT32, 3000, 8);
                    return q.node("", "Conv", pads, x, q.node("", "DequantizeLinear", Attributes.of("axis", 0), w, s));
                }));
        cases.add(new Case(
                "QLinearConv without one, in groups",
                (q, x) -> q.node(
                        "",
                        "QLinearConv",
                        Attributes.of("group", 2),
                        x,
                        q.scale(XS),
                        q.center(9),
                        q.integers(q.type, 100, 6, 2, 2, 2),
                        q.scale(0.02),
                        q.center(3),
                        q.scale(YS * 8),
                        q.center(-5)),
                (q, x) -> q.node(
                        "",
                        "Conv",
                        Attributes.of("group", 2),
                        x,
                        q.real(q.integers(q.type, 100, 6, 2, 2, 2), q.scale(0.02), q.center(3)))));
        cases.add(new Case(
                "QLinearMatMul",
                (q, x) -> q.node(
                        "",
                        "QLinearMatMul",
                        Attributes.none(),
                        x,
                        q.scale(XS),
                        q.center(9),
                        q.integers(q.type, 100, 6, 5),
                        q.scale(0.02),
                        q.center(3),
                        q.scale(YS * 2),
                        q.center(-5)),
                (q, x) -> q.g.op("MatMul", x, q.real(q.integers(q.type, 100, 6, 5), q.scale(0.02), q.center(3)))));
        cases.add(new Case(
                "QLinearMatMul of two activations",
                (q, x) -> q.node(
                        "",
                        "QLinearMatMul",
                        Attributes.none(),
                        x,
                        q.scale(XS),
                        q.center(9),
                        x,
                        q.scale(XS),
                        q.center(9),
                        q.scale(YS * 2),
                        q.center(-5)),
                (q, x) -> q.g.op("MatMul", x, x)));
        for (String op : List.of("Add", "Mul")) {
            cases.add(new Case(
                    "QLinear" + op,
                    (q, x) -> q.microsoft(
                            "QLinear" + op,
                            Attributes.none(),
                            x,
                            q.scale(XS),
                            q.center(9),
                            q.integers(q.type, 100, 4, 1, 6),
                            q.scale(0.02),
                            q.center(3),
                            q.scale(YS * 2),
                            q.center(-5)),
                    (q, x) -> q.g.op(op, x, q.real(q.integers(q.type, 100, 4, 1, 6), q.scale(0.02), q.center(3)))));
        }
        for (String op : List.of("Sigmoid", "LeakyRelu", "GlobalAveragePool")) {
            cases.add(new Case(
                    "QLinear" + op,
                    (q, x) -> q.microsoft(
                            "QLinear" + op,
                            Attributes.none(),
                            x,
                            q.scale(XS),
                            q.center(9),
                            q.scale(YS / 2),
                            q.center(-5)),
                    (q, x) -> q.g.op(op, x)));
        }
        cases.add(new Case(
                "QLinearAveragePool",
                (q, x) ->
                        q.microsoft("QLinearAveragePool", pads, x, q.scale(XS), q.center(9), q.scale(YS), q.center(-5)),
                (q, x) -> q.g.op("AveragePool", pads, x)));
        cases.add(new Case(
                "QLinearSoftmax",
                (q, x) -> q.microsoft(
                        "QLinearSoftmax",
                        Attributes.of("axis", -1).and("opset", 13),
                        x,
                        q.scale(XS),
                        q.center(9),
                        q.scale(1 / 256.0),
                        q.center(-128)),
                (q, x) -> q.g.op("Softmax", Attributes.of("axis", -1), x)));
        cases.add(new Case(
                "QLinearConcat",
                (q, x) -> q.microsoft(
                        "QLinearConcat",
                        Attributes.of("axis", 1),
                        q.scale(YS),
                        q.center(-5),
                        x,
                        q.scale(XS),
                        q.center(9),
                        q.integers(q.type, 100, 2, 3, 6, 6),
                        q.scale(0.02),
                        q.center(3),
                        x,
                        q.scale(XS),
                        q.center(9)),
                (q, x) -> q.g.op(
                        "Concat",
                        Attributes.of("axis", 1),
                        x,
                        q.real(q.integers(q.type, 100, 2, 3, 6, 6), q.scale(0.02), q.center(3)),
                        x)));
        cases.add(new Case(
                "QGemm",
                (q, x) -> q.microsoft(
                        "QGemm",
                        Attributes.of("transB", 1).and("alpha", 0.5f),
                        q.g.op("Flatten", x),
                        q.scale(XS),
                        q.center(9),
                        q.integers(q.type, 100, 5, 144),
                        q.scale(0.02),
                        q.center(3),
                        q.integers(ElementType.INT32, 3000, 5),
                        q.scale(YS * 9),
                        q.center(-5)),
                (q, x) -> q.g.op(
                        "Gemm",
                        Attributes.of("transB", 1).and("alpha", 0.5f),
                        q.g.op("Flatten", x),
                        q.real(q.integers(q.type, 100, 5, 144), q.scale(0.02), q.center(3)))));
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> operators() {
        return Stream.of(ElementType.UINT8, ElementType.INT8)
                .flatMap(type -> cases().stream()
                        .map(c -> DynamicTest.dynamicTest(c.name + " of " + type, () -> check(c, type))));
    }

    private static void check(Case c, ElementType type) {
        var x = Tensor.of(values(), X);
        var q = new Quantized(type);
        String y = c.integers.of(q, quantized(q));
        q.g.graph().output(y);
        var last = q.g.graph().build().producer(y).orElseThrow();
        boolean concat = last.op().endsWith("Concat");
        int at = last.inputs().size() - (last.op().equals("QLinearConv") && last.hasInput(8) ? 2 : 1);
        String scale = last.input(concat ? 0 : at - 1);
        String zero = last.input(concat ? 1 : at);
        var model = q.g.model(q.real(y, scale, zero));
        var expanded = model.expandOperators();
        assertSame(integers(model, x, y), integers(expanded, x, y));
        var reals = new Quantized(type);
        String input = quantized(reals);
        String real = c.reals.of(reals, reals.real(input, reals.scale(XS), reals.center(9)));
        var expected = gradient(reals.g.model(real), x);
        var actual = gradient(
                expanded.part(expanded.inputs(), List.of(expanded.outputNames().get(1))), x);
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected, actual, 1e-5f * largest);
    }

    /** A sum of two products may be rounded to either side if it lies between two integers, up to its own rounding. */
    private static void assertSame(int[] kernel, int[] expanded) {
        int different = 0;
        for (int i = 0; i < kernel.length; i++) {
            assertEquals(kernel[i], expanded[i], 1, "element " + i);
            different += kernel[i] == expanded[i] ? 0 : 1;
        }
        assertTrue(different <= kernel.length / 200, different + " of " + kernel.length + " differ");
    }

    private static float[] gradient(Graph model, Tensor x) {
        var gradient = GradientGraph.vectorJacobian(model, Map.of("x", x));
        try (var runner = gradient.open();
                var forward = Session.open(model)) {
            var y = forward.run(Map.of("x", x)).get(model.outputNames().get(0));
            return runner.run(Map.of("x", x), FiniteDifferences.gaussian(3, y.shape()))
                    .toArray();
        }
    }

    private static float[] values() {
        return FiniteDifferences.gaussian(9, X).toArray();
    }

    private static int[] integers(Graph model, Tensor x, String output) {
        try (var session = Session.open(model)) {
            var result = session.run(Map.of("x", x)).get(output);
            var data = result.data().duplicate();
            data.rewind();
            var values = new int[data.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = result.type() == ElementType.UINT8 ? data.get() & 0xff : data.get();
            }
            return values;
        }
    }

    /** The gradient of dynamic quantization is that of the product with the weights' real numbers. */
    @Test
    void dynamicQuantization() {
        var x = FiniteDifferences.gaussian(9, 3, 6);
        for (boolean fused : new boolean[] {false, true}) {
            var q = new Quantized(ElementType.INT8);
            String input = q.g.x("N", 6);
            String weights = q.integers(ElementType.INT8, SEVEN_BITS, 6, 4);
            String scale = q.g.positive(4);
            String zero =
                    q.g.graph().initializer(Constant.numbers("wz", ElementType.INT8, new double[] {1, 0, -7, 9}, 4));
            String bias = q.g.weights(4);
            String y;
            if (fused) {
                y = q.microsoft("DynamicQuantizeMatMul", Attributes.none(), input, weights, scale, zero, bias);
            } else {
                var quantized = q.g.ops(3, "DynamicQuantizeLinear", Attributes.none(), input);
                String sum = q.g.op("MatMulInteger", quantized.get(0), weights, quantized.get(2), zero);
                String real = q.g.op("Cast", Attributes.of("to", 1), sum);
                y = q.g.op("Add", q.g.op("Mul", real, q.g.op("Mul", quantized.get(1), scale)), bias);
            }
            var model = q.g.model(y);
            var reals = new Quantized(ElementType.INT8);
            String w = reals.integers(ElementType.INT8, SEVEN_BITS, 6, 4);
            String s = reals.g.positive(4);
            String z = reals.g
                    .graph()
                    .initializer(Constant.numbers("wz", ElementType.INT8, new double[] {1, 0, -7, 9}, 4));
            var real = reals.g.model(reals.g.op(
                    "MatMul",
                    reals.g.x("N", 6),
                    reals.node("", "DequantizeLinear", Attributes.of("axis", 1), w, s, z)));
            assertArrayEquals(gradient(real, x), gradient(model, x), 1e-4f);
            assertArrayEquals(output(model, x), output(model.expandOperators(), x), 1e-5f);
        }
    }

    private static float[] output(Graph model, Tensor x) {
        try (var session = Session.open(model)) {
            return session.run(Map.of("x", x)).get(model.outputNames().get(0)).toArray();
        }
    }

    @Test
    void convolutionsOfIntegers() {
        var x = FiniteDifferences.gaussian(9, 1, 2, 5, 5);
        var attributes = Attributes.of("pads", new long[] {1, 1, 1, 1}).and("strides", new long[] {2, 2});
        var q = new Quantized(ElementType.UINT8);
        String input = q.g.op("QuantizeLinear", q.g.x(1, 2, 5, 5), q.scale(0.05), q.center(5));
        String sum = q.node(
                "",
                "ConvInteger",
                attributes,
                input,
                q.integers(ElementType.UINT8, 100, 3, 2, 3, 3),
                q.center(5),
                q.center(-9));
        String y = q.g.op("Mul", q.g.op("Cast", Attributes.of("to", 1), sum), q.scale(0.05 * 0.02));
        var reals = new Quantized(ElementType.UINT8);
        String same = reals.g.op("QuantizeLinear", reals.g.x(1, 2, 5, 5), reals.scale(0.05), reals.center(5));
        String weights =
                reals.real(reals.integers(ElementType.UINT8, 100, 3, 2, 3, 3), reals.scale(0.02), reals.center(-9));
        String real = reals.node("", "Conv", attributes, reals.real(same, reals.scale(0.05), reals.center(5)), weights);
        assertArrayEquals(gradient(reals.g.model(real), x), gradient(q.g.model(y), x), 1e-4f);
    }

    @Test
    void othersAreNamedAsQuantized() {
        var q = new Quantized(ElementType.INT8);
        String x = q.g.x(1, 2, 3, 3);
        var last = Attributes.of("channels_last", 1);
        String scale = q.scale(0.1);
        String zero = q.center(0);
        String pooled = q.microsoft(
                "QLinearGlobalAveragePool", last, q.g.op("QuantizeLinear", x, scale, zero), scale, zero, scale, zero);
        var model = q.g.model(q.real(pooled, scale, zero));
        var message = assertThrows(
                        NoGradientException.class,
                        () -> GradientGraph.vectorJacobian(model, Map.of("x", Tensor.zeros(1, 2, 3, 3))))
                .getMessage();
        assertTrue(message.contains("quantized") && message.contains("QLinearGlobalAveragePool"), message);
    }
}
