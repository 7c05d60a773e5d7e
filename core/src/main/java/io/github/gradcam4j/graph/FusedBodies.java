package io.github.gradcam4j.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The definitions of ONNX Runtime's fused operators, domain com.microsoft: two or three operators that its graph
 * optimizations and its tools for transformers join.
 */
final class FusedBodies {

    static final String DOMAIN = "com.microsoft.";

    /** The epsilon of the normalizations after a sum. */
    private static final float EPSILON = 1e-12f;

    /** The names of the attributes of an activation, in the order of {@code activation_params}. */
    private static final Map<String, String[]> PARAMETERS = Map.of(
            "Relu", new String[0],
            "Sigmoid", new String[0],
            "Tanh", new String[0],
            "Softplus", new String[0],
            "Softsign", new String[0],
            "LeakyRelu", new String[] {"alpha"},
            "Elu", new String[] {"alpha"},
            "ThresholdedRelu", new String[] {"alpha"},
            "HardSigmoid", new String[] {"alpha", "beta"},
            "Clip", new String[] {"min", "max"});

    private FusedBodies() {}

    static void addTo(Map<String, OperatorBody> table) {
        table.put(DOMAIN + "Gelu", b -> gelu(b, b.x(0)));
        table.put(DOMAIN + "BiasGelu", b -> gelu(b, b.plus(b.x(0), b.x(1))));
        table.put(DOMAIN + "FastGelu", b -> fastGelu(b, b.has(1) ? b.plus(b.x(0), b.x(1)) : b.x(0)));
        table.put(DOMAIN + "QuickGelu", b -> quickGelu(b, 1.702));
        table.put(DOMAIN + "BiasSplitGelu", FusedBodies::biasSplitGelu);
        table.put(DOMAIN + "BiasAdd", b -> b.result(0, "Add", b.plus(b.x(0), b.x(1)), b.x(2)));
        table.put(DOMAIN + "BiasSoftmax", FusedBodies::biasSoftmax);
        OperatorBody conv = FusedBodies::conv;
        table.put(DOMAIN + "FusedConv", conv.unless(FusedBodies::unknownActivation));
        OperatorBody nhwc = FusedBodies::nhwcConv;
        table.put(DOMAIN + "NhwcConv", nhwc);
        table.put(DOMAIN + "NhwcFusedConv", nhwc.unless(FusedBodies::unknownActivation));
        OperatorBody gemm = FusedBodies::gemm;
        table.put(DOMAIN + "FusedGemm", gemm.unless(FusedBodies::unknownActivation));
        table.put(DOMAIN + "FusedMatMul", FusedBodies::matMul);
        table.put(DOMAIN + "TransposeMatMul", FusedBodies::matMul);
        table.put(DOMAIN + "SkipLayerNormalization", FusedBodies::skipLayer);
        table.put(DOMAIN + "SkipSimplifiedLayerNormalization", FusedBodies::skipRms);
        table.put(DOMAIN + "GroupNorm", FusedBodies::groupNorm);
    }

    /** Writes x Phi(x). */
    private static void gelu(BodyWriter b, String x) {
        String cdf = b.plus(b.op("Erf", b.times(x, Math.sqrt(0.5))), b.scalar(1));
        b.result(0, "Mul", b.times(x, 0.5), cdf);
    }

    /** Writes x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2. */
    private static void fastGelu(BodyWriter b, String x) {
        String inner = b.plus(b.times(b.times(x, x), 0.044715), b.scalar(1));
        String t = b.op("Tanh", b.times(b.times(x, inner), Math.sqrt(2 / Math.PI)));
        b.result(0, "Mul", b.times(x, 0.5), b.plus(t, b.scalar(1)));
    }

    private static void quickGelu(BodyWriter b, double alpha) {
        b.result(0, "Mul", b.x(0), b.op("Sigmoid", b.times(b.x(0), b.real("alpha", alpha))));
    }

    /** Writes the first half of the channels times GELU of the second half. */
    private static void biasSplitGelu(BodyWriter b) {
        String x = b.plus(b.x(0), b.x(1));
        String middle = b.op("Div", b.size(x, -1), b.ints(2));
        var halves = b.parted(x, middle);
        String cdf = b.plus(b.op("Erf", b.times(halves.get(1), Math.sqrt(0.5))), b.scalar(1));
        b.result(0, "Mul", halves.get(0), b.times(b.times(halves.get(1), 0.5), cdf));
    }

    /** Writes a softmax over all axes from {@code axis} on. */
    private static void biasSoftmax(BodyWriter b) {
        String sum = b.plus(b.x(0), b.x(1));
        String rows = b.op("Flatten", Attributes.of("axis", b.integer("axis", 1)), sum);
        b.result(0, "Reshape", b.softmax(rows), b.op("Shape", sum));
    }

    private static Optional<String> unknownActivation(Node node) {
        String name = node.attributes().text("activation", "");
        return name.isEmpty() || PARAMETERS.containsKey(name)
                ? Optional.empty()
                : Optional.of("has the activation " + name + ", which is not supported");
    }

    /** Writes the activation as output 0. */
    private static void activated(BodyWriter b, String x, float[] values) {
        String name = b.attributes().text("activation", "");
        if (name.isEmpty()) {
            b.result(0, "Identity", x);
        } else if (name.equals("Clip") && b.opset() >= 11) {
            b.result(0, name, x, b.scalar(values[0]), b.scalar(values[1]));
        } else {
            var attributes = Attributes.none();
            var names = PARAMETERS.get(name);
            for (int i = 0; i < Math.min(values.length, names.length); i++) {
                attributes = attributes.and(names[i], values[i]);
            }
            b.result(0, name, attributes, x);
        }
    }

    private static Attributes ofConv(BodyWriter b) {
        return b.attributes().without("activation", "activation_params", "channels_last");
    }

    private static float[] ofActivation(BodyWriter b) {
        return b.attributes().reals("activation_params").orElse(new float[0]);
    }

    private static String[] weights(BodyWriter b, String x) {
        return b.has(2) ? new String[] {x, b.x(1), b.x(2)} : new String[] {x, b.x(1)};
    }

    /** Writes activation(Conv(x, w, bias) + z). */
    private static void conv(BodyWriter b) {
        String y = b.op("Conv", ofConv(b), weights(b, b.x(0)));
        activated(b, b.has(3) ? b.plus(y, b.x(3)) : y, ofActivation(b));
    }

    /** Writes the convolution of [N, H, W, C]; the weights have the form of Conv. */
    private static void nhwcConv(BodyWriter b) {
        String y = b.op("Conv", ofConv(b), weights(b, b.transpose(b.x(0), 0, 3, 1, 2)));
        String last = b.transpose(y, 0, 2, 3, 1);
        activated(b, b.has(3) ? b.plus(last, b.x(3)) : last, ofActivation(b));
    }

    private static void gemm(BodyWriter b) {
        var names = PARAMETERS.get(b.attributes().text("activation", "Relu"));
        var values = new float[names.length];
        IntStream.range(0, names.length).forEach(i -> values[i] = (float) b.real("activation_" + names[i], 0));
        var attributes = b.attributes()
                .without(
                        "activation",
                        "activation_alpha",
                        "activation_beta",
                        "activation_gamma",
                        "activation_min",
                        "activation_max");
        var inputs = b.has(2) ? new String[] {b.x(0), b.x(1), b.x(2)} : new String[] {b.x(0), b.x(1)};
        activated(b, b.op("Gemm", attributes, inputs), values);
    }

    /** Writes alpha A' B'; the leading axis of an operand may be its rows, and its last two axes be exchanged. */
    private static void matMul(BodyWriter b) {
        String product = b.matmul(operand(b, b.x(0), "A"), operand(b, b.x(1), "B"));
        b.result(0, "Mul", product, b.scalar(b.real("alpha", 1)));
    }

    private static String operand(BodyWriter b, String x, String which) {
        boolean exchanged = b.flag("trans" + which);
        if (b.flag("transBatch" + which)) {
            return b.einsum(exchanged ? "i...j->...ji" : "i...j->...ij", x);
        }
        return exchanged ? b.einsum("...ij->...ji", x) : x;
    }

    /** Writes LayerNormalization(x + skip + bias); output 3 is the sum. */
    private static void skipLayer(BodyWriter b) {
        String sum = sum(b, 4);
        var attributes = Attributes.of("axis", -1).and("epsilon", (float) b.real("epsilon", EPSILON));
        var inputs = b.has(3) ? new String[] {sum, b.x(2), b.x(3)} : new String[] {sum, b.x(2)};
        b.result(0, "LayerNormalization", attributes, inputs);
    }

    /** Writes RMSNormalization(x + skip + bias); output 3 is the sum. */
    private static void skipRms(BodyWriter b) {
        OnnxBodies.rms(b, sum(b, 3), b.x(2), EPSILON);
    }

    /** Writes x + skip + bias, as output 3 if the node has it. */
    private static String sum(BodyWriter b, int bias) {
        return b.has(bias) ? b.named(3, "Add", b.plus(b.x(0), b.x(1)), b.x(bias)) : b.named(3, "Add", b.x(0), b.x(1));
    }

    /** Writes a normalization of groups of channels of [N, H, W, C], and SiLU if {@code activation} is 1. */
    private static void groupNorm(BodyWriter b) {
        boolean last = b.integer("channels_last", 1) != 0;
        String x = last ? b.transpose(b.x(0), 0, 3, 1, 2) : b.x(0);
        int groups = (int) b.integer("groups", 1);
        var ones = new float[groups];
        Arrays.fill(ones, 1);
        String z = b.op(
                "InstanceNormalization",
                Attributes.of("epsilon", (float) b.real("epsilon", 1e-5)),
                b.reshape(x, 0, groups, -1),
                b.floats("ones", ones, groups),
                b.floats("zeros", new float[groups], groups));
        String scaled = b.times(b.op("Reshape", z, b.op("Shape", x)), b.unsqueeze(b.x(1), 1, 2));
        String y = b.plus(scaled, b.unsqueeze(b.x(2), 1, 2));
        String active = b.integer("activation", 0) == 1 ? b.times(y, b.op("Sigmoid", y)) : y;
        if (last) {
            b.result(0, "Transpose", Attributes.of("perm", new long[] {0, 2, 3, 1}), active);
        } else {
            b.result(0, "Identity", active);
        }
    }
}
