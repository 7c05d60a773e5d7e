package io.github.gradcam4j.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The definitions of operators on quantized tensors by DequantizeLinear, an operator on floating-point numbers, and
 * QuantizeLinear. Their results are the same integers: products are sums of integers, which float32 computes exactly up
 * to 2^24, and are rounded once, as ONNX Runtime's kernels do it.
 */
final class QuantizedBodies {

    private static final String MICROSOFT = "com.microsoft.";

    private QuantizedBodies() {}

    static void addTo(Map<String, OperatorBody> table) {
        table.put("QLinearConv", QuantizedBodies::conv);
        table.put("QLinearMatMul", QuantizedBodies::matmul);
        microsoft(table, "QLinearConv", QuantizedBodies::conv, 2, 5, 7);
        microsoft(table, "QLinearAdd", QuantizedBodies::add, 2, 5, 7);
        microsoft(table, "QLinearMul", QuantizedBodies::mul, 2, 5, 7);
        microsoft(table, "QGemm", QuantizedBodies::gemm, 2, 5);
        microsoft(table, "QLinearGlobalAveragePool", QuantizedBodies::globalAveragePool, 2, 4);
        for (String op : new String[] {"LeakyRelu", "Sigmoid"}) {
            microsoft(table, "QLinear" + op, b -> unary(b, op), 2, 4);
        }
        microsoft(table, "QLinearAveragePool", QuantizedBodies::averagePool, 2, 4);
        microsoft(table, "QLinearSoftmax", QuantizedBodies::softmax, 2, 4);
        microsoft(table, "QLinearConcat", QuantizedBodies::concat, 1);
        microsoft(table, "DynamicQuantizeMatMul", QuantizedBodies::dynamicMatmul);
        microsoft(table, "MatMulIntegerToFloat", QuantizedBodies::matmulToFloat);
        microsoft(table, "QLinearWhere", QuantizedBodies::where, 3, 6, 8);
    }

    /** Multiplies by the integers of weights, as onnxruntime.quantization's dynamic quantization does. */
    private static void dynamicMatmul(BodyWriter b) {
        var quantized = b.ops(3, "DynamicQuantizeLinear", b.x(0));
        scaledProduct(b, quantized.get(0), quantized.get(1), quantized.get(2), b.x(2), b.x(3), b.x(4));
    }

    private static void matmulToFloat(BodyWriter b) {
        scaledProduct(b, b.x(0), b.x(2), b.x(4), b.x(3), b.x(5), b.x(6));
    }

    private static void scaledProduct(
            BodyWriter b, String a, String scaleA, String zeroA, String scaleB, String zeroB, String bias) {
        String product = b.op("MatMulInteger", a, b.x(1), zeroA, zeroB);
        String real = b.cast(product, ElementType.FLOAT);
        String scale = b.times(scaleA, scaleB);
        if (bias.isEmpty()) {
            b.result(0, "Mul", real, scale);
        } else {
            b.result(0, "Add", b.times(real, scale), bias);
        }
    }

    /** Adds an operator of ONNX Runtime, with the indices of its zero points. */
    private static void microsoft(Map<String, OperatorBody> table, String op, OperatorBody body, int... zeros) {
        table.put(MICROSOFT + op, body.unless(node -> obstacle(node, zeros)));
    }

    private static Optional<String> obstacle(Node node, int... zeros) {
        if (node.attributes().integer("channels_last", 0) != 0) {
            return Optional.of(
                    "is quantized with channels_last, which is not supported: use the model before quantization");
        }
        return IntStream.of(zeros).allMatch(node::hasInput)
                ? Optional.empty()
                : Optional.of(
                        "is quantized without a zero point, which is not supported: use the model before quantization");
    }

    private static void conv(BodyWriter b) {
        var kernel = b.attributes().integers("kernel_shape").map(k -> k.length);
        int spatial = kernel.or(() -> b.constant(b.x(3)).map(w -> w.shape().length - 2))
                .orElse(2);
        String scale = b.reshape(b.x(4), alongFirst(1 + spatial));
        String weights = steps(b, 3, alongFirst(2 + spatial));
        String sum = b.has(8)
                ? b.op("Conv", b.attributes(), steps(b, 0), weights, b.cast(b.x(8), ElementType.FLOAT))
                : b.op("Conv", b.attributes(), steps(b, 0), weights);
        round(b, b.times(sum, b.op("Div", b.times(b.x(1), scale), b.x(6))), 7);
    }

    private static long[] alongFirst(int rank) {
        var shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return shape;
    }

    private static void matmul(BodyWriter b) {
        String product = b.matmul(steps(b, 0), steps(b, 3));
        round(b, b.times(product, b.op("Div", b.times(b.x(1), b.x(4)), b.x(6))), 7);
    }

    private static void gemm(BodyWriter b) {
        var transposed = Attributes.of("transA", b.integer("transA", 0)).and("transB", b.integer("transB", 0));
        String weights = b.flag("transB") ? steps(b, 3, -1, 1) : steps(b, 3);
        String sum = b.has(6)
                ? b.op("Gemm", transposed, steps(b, 0), weights, b.cast(b.x(6), ElementType.FLOAT))
                : b.op("Gemm", transposed, steps(b, 0), weights);
        String scale = b.times(b.times(b.x(1), b.x(4)), b.real("alpha", 1));
        if (b.has(7)) {
            round(b, b.times(sum, b.op("Div", scale, b.x(7))), 8);
        } else {
            b.result(0, "Mul", sum, scale);
        }
    }

    private static void add(BodyWriter b) {
        String first = b.times(steps(b, 0), b.op("Div", b.x(1), b.x(6)));
        String second = b.times(steps(b, 3), b.op("Div", b.x(4), b.x(6)));
        roundCentered(b, b.plus(first, second), 7);
    }

    private static void mul(BodyWriter b) {
        String product = b.times(steps(b, 0), steps(b, 3));
        roundCentered(b, b.times(product, b.op("Div", b.times(b.x(1), b.x(4)), b.x(6))), 7);
    }

    private static void globalAveragePool(BodyWriter b) {
        String mean = b.op("GlobalAveragePool", steps(b, 0));
        round(b, b.times(mean, b.op("Div", b.x(1), b.x(3))), 4);
    }

    private static void averagePool(BodyWriter b) {
        var attributes = b.attributes().without("channels_last");
        roundCentered(b, b.op("Div", b.op("AveragePool", attributes, real(b, 0)), b.x(3)), 4);
    }

    private static void unary(BodyWriter b, String op) {
        b.result(0, "QuantizeLinear", b.op(op, b.attributes(), real(b, 0)), b.x(3), b.x(4));
    }

    /** The attribute opset selects the definition; before opset 13, the axes from {@code axis} on were one. */
    private static void softmax(BodyWriter b) {
        boolean flattened = b.integer("opset", 13) < 13;
        String x = real(b, 0);
        long axis = b.integer("axis", flattened ? 1 : -1);
        String y = flattened
                ? b.op("Reshape", b.softmax(b.op("Flatten", Attributes.of("axis", axis), x)), b.op("Shape", x))
                : b.op("Softmax", Attributes.of("axis", axis), x);
        b.result(0, "QuantizeLinear", y, b.x(3), b.x(4));
    }

    private static void concat(BodyWriter b) {
        var parts = IntStream.iterate(2, b::has, i -> i + 3)
                .mapToObj(i -> real(b, i))
                .toArray(String[]::new);
        b.result(0, "QuantizeLinear", b.concat(b.integer("axis", 0), parts), b.x(0), b.x(1));
    }

    private static void where(BodyWriter b) {
        b.result(0, "QuantizeLinear", b.where(b.x(0), real(b, 1), real(b, 4)), b.x(7), b.x(8));
    }

    /** Writes the output: numbers in steps of its scale, rounded. */
    private static void round(BodyWriter b, String steps, int zero) {
        b.result(0, "QuantizeLinear", steps, one(b), b.x(zero));
    }

    /**
     * Writes the output as {@link #round}, but adds the zero point first, which matters where two integers are near.
     */
    private static void roundCentered(BodyWriter b, String steps, int zero) {
        var zeros = b.constant(b.x(zero));
        if (zeros.isEmpty()) {
            round(b, steps, zero);
            return;
        }
        var type = zeros.get().type();
        String none = b.numbers("zero", type, new double[] {0});
        b.result(0, "QuantizeLinear", b.plus(steps, b.cast(b.x(zero), ElementType.FLOAT)), one(b), none);
    }

    /** Returns the real numbers behind the integers of input {@code i}, which is followed by scale and zero point. */
    private static String real(BodyWriter b, int i) {
        return b.shared(b.x(i) + "/dequantized", "DequantizeLinear", b.x(i), b.x(i + 1), b.x(i + 2));
    }

    private static String steps(BodyWriter b, int i) {
        return steps(b, i, -1);
    }

    /**
     * Returns the integers of input {@code i} less their zero point, as float32. Those of an activation are computed
     * from the real numbers, so that a gradient and other activations can replace them.
     *
     * @param alongChannels the shape in which several zero points of a constant are subtracted
     */
    private static String steps(BodyWriter b, int i, long... alongChannels) {
        String integers = b.x(i);
        String zero = b.x(i + 2);
        if (b.constant(integers).isEmpty()) {
            String quantized = b.op("QuantizeLinear", real(b, i), b.x(i + 1), zero);
            return b.op("DequantizeLinear", quantized, one(b), zero);
        }
        String values = b.cast(integers, ElementType.FLOAT);
        return zero.isEmpty() ? values : b.op("Sub", values, b.reshape(b.cast(zero, ElementType.FLOAT), alongChannels));
    }

    private static String one(BodyWriter b) {
        return b.scalar(1);
    }
}
