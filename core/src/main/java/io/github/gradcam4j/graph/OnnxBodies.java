package io.github.gradcam4j.graph;

import java.util.Map;
import java.util.stream.LongStream;

/** The definitions of ONNX's own operators, as its operator documentation gives them. */
final class OnnxBodies {

    private static final float EPSILON = 1e-5f;

    private OnnxBodies() {}

    static void addTo(Map<String, OperatorBody> table) {
        table.put("Swish", OnnxBodies::swish);
        table.put("RMSNormalization", b -> rms(b, b.x(0), b.x(1), EPSILON));
        // ONNX Runtime writes this operator without a domain of its own.
        table.put("SimplifiedLayerNormalization", b -> rms(b, b.x(0), b.x(1), EPSILON));
        table.put("RotaryEmbedding", RotaryBodies::onnx);
    }

    private static void swish(BodyWriter b) {
        b.result(0, "Mul", b.x(0), b.op("Sigmoid", b.times(b.x(0), b.real("alpha", 1))));
    }

    /** Writes x / sqrt(mean x^2 + epsilon) scale; the second output is the reciprocal of the root. */
    static void rms(BodyWriter b, String x, String scale, float epsilon) {
        String square = b.times(x, x);
        long axis = b.integer("axis", -1);
        String mean = axis < 0
                ? b.mean(square, LongStream.range(axis, 0).toArray())
                : b.mean(square, b.op("Range", b.integer(axis), b.rank(x), b.integer(1)));
        String root = b.op("Sqrt", b.plus(mean, b.scalar(b.real("epsilon", epsilon))));
        b.result(1, "Reciprocal", root);
        b.result(0, "Mul", b.op("Div", x, root), scale);
    }
}
