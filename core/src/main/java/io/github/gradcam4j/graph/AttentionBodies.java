package io.github.gradcam4j.graph;

import java.util.Map;

/** The definitions of attentions: softmax(q k' scale + bias) v for each head. */
final class AttentionBodies {

    private static final Attributes HEADS_FIRST = Attributes.of("perm", new long[] {0, 2, 1, 3});

    private AttentionBodies() {}

    static void addTo(Map<String, OperatorBody> table) {
        table.put("Attention", AttentionBodies::onnx);
        OperatorBody packed = FusedAttentionBodies::ofPackedWeights;
        table.put(FusedBodies.DOMAIN + "Attention", packed.unless(FusedAttentionBodies::obstacleOfPackedWeights));
        OperatorBody several = FusedAttentionBodies::multiHead;
        table.put(FusedBodies.DOMAIN + "MultiHeadAttention", several.unless(FusedAttentionBodies::obstacleOfMultiHead));
    }

    /** Writes ONNX's operator, for queries, keys and values of three axes or of four. */
    static void onnx(BodyWriter b) {
        long qHeads = b.integer("q_num_heads", 0);
        long kvHeads = b.integer("kv_num_heads", 0);
        boolean flat = qHeads > 0;
        String q = flat ? heads(b, b.x(0), qHeads) : b.x(0);
        String k = flat ? heads(b, b.x(1), kvHeads) : b.x(1);
        String v = flat ? heads(b, b.x(2), kvHeads) : b.x(2);
        k = b.has(4) ? b.concat(2, b.x(4), k) : k;
        v = b.has(5) ? b.concat(2, b.x(5), v) : v;
        b.result(1, "Identity", k);
        b.result(2, "Identity", v);
        if (!flat || qHeads != kvHeads) {
            k = repeated(b, k, q);
            v = repeated(b, v, q);
        }
        String scale = b.attributes().has("scale") ? b.scalar(b.real("scale", 1)) : perHead(b, q);
        String scores = b.matmul(b.times(q, scale), b.transpose(k, 0, 1, 3, 2));
        double softcap = b.real("softcap", 0);
        String capped = softcap > 0 ? b.times(b.op("Tanh", b.times(scores, 1 / softcap)), softcap) : scores;
        String biased = biased(b, capped, q, k);
        String weights = b.has(3) || b.has(6) ? attended(b, biased) : b.softmax(biased);
        b.result(
                3,
                "Identity",
                switch ((int) b.integer("qk_matmul_output_mode", 0)) {
                    case 1 -> capped;
                    case 2 -> biased;
                    case 3 -> weights;
                    default -> scores;
                });
        if (flat) {
            String mixed = b.op("Transpose", HEADS_FIRST, b.matmul(weights, v));
            b.result(0, "Reshape", mixed, b.ints(0, 0, -1));
        } else {
            b.result(0, "MatMul", weights, v);
        }
    }

    /** Writes the softmax of each row, or zeros where all keys are closed. */
    private static String attended(BodyWriter b, String biased) {
        String closed = b.op("Equal", b.max(biased), b.scalar(Double.NEGATIVE_INFINITY));
        String weights = b.softmax(b.where(closed, b.scalar(0), biased));
        return b.where(closed, b.scalar(0), weights);
    }

    /** Writes [N, S, heads D] as [N, heads, S, D]. */
    static String heads(BodyWriter b, String x, long heads) {
        return b.op("Transpose", HEADS_FIRST, b.reshape(x, 0, 0, heads, -1));
    }

    /** Writes 1 / sqrt(D). */
    static String perHead(BodyWriter b, String q) {
        return b.op("Pow", b.cast(b.size(q, -1), ElementType.FLOAT), b.scalar(-0.5));
    }

    /** Repeats each head of keys or values for the queries of its group. */
    private static String repeated(BodyWriter b, String x, String q) {
        String one = b.ints(1);
        String group = b.op("Div", b.size(q, 1), b.size(x, 1));
        String wide = b.op("Expand", b.unsqueeze(x, 2), b.concat(0, one, one, group, one, one));
        return b.op("Reshape", wide, b.concat(0, b.ints(0), b.size(q, 1), b.size(x, 2), b.size(x, 3)));
    }

    /** Adds the masks: -infinity where a query does not attend to a key. */
    private static String biased(BodyWriter b, String scores, String q, String k) {
        String biased = scores;
        if (b.has(3)) {
            biased = b.plus(biased, padded(b, bias(b, b.x(3)), k));
        }
        if (b.flag("is_causal")) {
            String before = b.has(4) ? b.size(b.x(4), 2) : b.has(6) ? valid(b, q) : b.ints(0);
            biased = b.where(causal(b, q, k, before), biased, b.scalar(Double.NEGATIVE_INFINITY));
        }
        if (b.has(6)) {
            String attended = b.op("Less", positions(b, k), b.unsqueeze(b.x(6), 1, 2, 3));
            biased = b.where(attended, biased, b.scalar(Double.NEGATIVE_INFINITY));
        }
        return biased;
    }

    /** Writes the number of keys before the first query, [N, 1, 1, 1]. */
    private static String valid(BodyWriter b, String q) {
        return b.unsqueeze(b.op("Sub", b.x(6), b.size(q, 2)), 1, 2, 3);
    }

    /** Writes whether key j is not after query i, [..., S, T], {@code before} keys being before the first query. */
    static String causal(BodyWriter b, String q, String k, String before) {
        String last = b.plus(b.unsqueeze(positions(b, q), 1), before);
        return b.op("LessOrEqual", positions(b, k), last);
    }

    /** Writes the numbers 0, 1, ... of the rows of [N, heads, S, D]. */
    static String positions(BodyWriter b, String x) {
        return b.op("Range", b.integer(0), b.op("Gather", b.op("Shape", x), b.integer(2)), b.integer(1));
    }

    /** Writes a mask as an addend: a mask of booleans as 0 and -infinity. */
    private static String bias(BodyWriter b, String mask) {
        // Cast to the type of the mask, 0.5 becomes 1 if these are booleans.
        String half = b.op("CastLike", b.scalar(0.5), mask);
        String logical = b.op("Equal", b.cast(half, ElementType.FLOAT), b.scalar(1));
        String closed = b.op("And", logical, b.op("Not", b.cast(mask, ElementType.BOOL)));
        String open = b.where(logical, b.scalar(0), b.cast(mask, ElementType.FLOAT));
        return b.where(closed, b.scalar(Double.NEGATIVE_INFINITY), open);
    }

    /** Closes the keys for which a mask has no column. */
    private static String padded(BodyWriter b, String bias, String k) {
        if (b.opset() < 24) {
            return bias;
        }
        String missing = b.op("Max", b.op("Sub", b.size(k, 2), b.size(bias, -1)), b.ints(0));
        String pads = b.concat(0, b.ints(0), missing);
        return b.op("Pad", bias, pads, b.scalar(Double.NEGATIVE_INFINITY), b.ints(-1));
    }
}
