package io.github.gradcam4j.graph;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The definitions of operators on features, domain ai.onnx.ml, as its operator documentation gives them. */
final class FeatureBodies {

    private static final String DOMAIN = "ai.onnx.ml.";
    private static final Set<String> NORMS = Set.of("L1", "L2");

    private FeatureBodies() {}

    static void addTo(Map<String, OperatorBody> table) {
        OperatorBody normalizer = FeatureBodies::normalizer;
        table.put(DOMAIN + "Normalizer", normalizer.unless(FeatureBodies::unknownNorm));
        table.put(DOMAIN + "Scaler", FeatureBodies::scaler);
        table.put(DOMAIN + "ArrayFeatureExtractor", FeatureBodies::selected);
    }

    private static Optional<String> unknownNorm(Node node) {
        String norm = node.attributes().text("norm", "MAX");
        return NORMS.contains(norm)
                ? Optional.empty()
                : Optional.of("divides by the norm " + norm + ", which is not supported");
    }

    /** Writes x / |x| over the last axis; zeros stay. */
    private static void normalizer(BodyWriter b) {
        String reduce = "Reduce" + b.attributes().text("norm", "");
        var keep = Attributes.of("keepdims", 1);
        String norm = b.opset() >= 18
                ? b.op(reduce, keep, b.x(0), b.ints(-1))
                : b.op(reduce, keep.and("axes", new long[] {-1}), b.x(0));
        String any = b.op("Greater", norm, b.scalar(0));
        b.result(0, "Div", b.x(0), b.where(any, norm, b.scalar(1)));
    }

    /** Writes (x - offset) scale. */
    private static void scaler(BodyWriter b) {
        var offset = b.attributes().reals("offset").orElse(new float[] {0});
        var scale = b.attributes().reals("scale").orElse(new float[] {1});
        String centered = b.op("Sub", b.x(0), b.floats("offset", offset, offset.length));
        b.result(0, "Mul", centered, b.floats("scale", scale, scale.length));
    }

    /** Writes the columns of given indices. A choice of constants, such as labels, has no gradient and is kept. */
    private static void selected(BodyWriter b) {
        if (b.constant(b.x(0)).isPresent()) {
            b.unchanged();
            return;
        }
        b.result(0, "Gather", Attributes.of("axis", -1), b.x(0), b.reshape(b.x(1), -1));
    }
}
