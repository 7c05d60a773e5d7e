package io.github.gradcam4j.graph;

import java.util.Arrays;
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
        table.put("AffineGrid", OnnxBodies::affineGrid);
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

    /** Writes the product of the coordinates of all positions, from -1 to 1, with theta. */
    private static void affineGrid(BodyWriter b) {
        var size = b.constant(b.x(1)).filter(c -> c.type() == ElementType.INT64).map(Constant::integers);
        if (size.isEmpty()) {
            b.unchanged();
            return;
        }
        var spatial = Arrays.copyOfRange(size.get(), 2, size.get().length);
        int axes = spatial.length;
        int n = (int) Constant.elements(spatial);
        var rows = new float[n * (axes + 1)];
        for (int p = 0; p < n; p++) {
            int rest = p;
            // Columns come first, the constant last.
            for (int a = axes - 1; a >= 0; a--) {
                rows[p * (axes + 1) + axes - 1 - a] = coordinate(b, rest % spatial[a], spatial[a]);
                rest /= spatial[a];
            }
            rows[p * (axes + 1) + axes] = 1;
        }
        String product = b.matmul(b.floats("positions", rows, n, axes + 1), b.transpose(b.x(0), 0, 2, 1));
        var shape = LongStream.concat(LongStream.of(0), LongStream.concat(Arrays.stream(spatial), LongStream.of(axes)));
        b.result(0, "Reshape", product, b.ints(shape.toArray()));
    }

    private static float coordinate(BodyWriter b, long index, long size) {
        if (b.flag("align_corners")) {
            return size == 1 ? 0 : 2f * index / (size - 1) - 1;
        }
        return (2f * index + 1) / size - 1;
    }
}
