package io.github.gradcam4j.graph;

import java.util.Optional;

/** The definitions of ONNX Runtime's attentions, domain com.microsoft, without a cache of earlier keys. */
final class FusedAttentionBodies {

    private static final float MASKED = -10000;

    private record Heads(String q, String k, String v) {}

    private FusedAttentionBodies() {}

    static Optional<String> obstacleOfPackedWeights(Node node) {
        var attributes = node.attributes();
        if (attributes.integer("do_rotary", 0) != 0) {
            return Optional.of("rotates queries and keys, which is not supported");
        }
        return cached(node.hasInput(4) || node.outputs().size() > 1);
    }

    static Optional<String> obstacleOfMultiHead(Node node) {
        if (node.hasInput(1) && !node.hasInput(2)) {
            return Optional.of("has keys and values in one tensor, which is not supported");
        }
        return cached(node.hasInput(6) || node.hasInput(7) || node.outputs().size() > 1);
    }

    private static Optional<String> cached(boolean cache) {
        return cache ? Optional.of("has a cache of earlier keys and values, which is not supported") : Optional.empty();
    }

    /** Writes the attention whose queries, keys and values are one linear map of the input. */
    static void ofPackedWeights(BodyWriter b) {
        String product = b.matmul(b.x(0), b.x(1));
        String all = b.has(2) ? b.plus(product, b.x(2)) : product;
        long heads = b.integer("num_heads", 1);
        var sizes = b.attributes().integers("qkv_hidden_sizes");
        if (sizes.isPresent()) {
            var parts = b.split(all, 2, sizes.get());
            write(
                    b,
                    new Heads(
                            AttentionBodies.heads(b, parts.get(0), heads),
                            AttentionBodies.heads(b, parts.get(1), heads),
                            AttentionBodies.heads(b, parts.get(2), heads)),
                    3,
                    5);
        } else {
            write(b, unpacked(b, b.transpose(b.reshape(all, 0, 0, 3, heads, -1), 2, 0, 3, 1, 4)), 3, 5);
        }
    }

    /** Writes the attention of given queries, keys and values; without keys, the first input holds all three. */
    static void multiHead(BodyWriter b) {
        long heads = b.integer("num_heads", 1);
        if (!b.has(1)) {
            String all = b.transpose(b.x(0), 3, 0, 2, 1, 4);
            write(b, unpacked(b, b.has(3) ? b.plus(all, b.reshape(b.x(3), 3, 1, heads, 1, -1)) : all), 4, 5);
            return;
        }
        String width = b.size(b.x(0), -1);
        String twice = b.op("Mul", width, b.ints(2));
        String q = biased(b, b.x(0), b.ints(0), width);
        write(
                b,
                new Heads(
                        AttentionBodies.heads(b, q, heads),
                        byHead(b, b.x(1), width, twice, heads),
                        byHead(b, b.x(2), twice, b.ints(Long.MAX_VALUE), heads)),
                4,
                5);
    }

    private static String biased(BodyWriter b, String x, String from, String to) {
        return b.has(3) ? b.plus(x, b.op("Slice", b.x(3), from, to, b.ints(0))) : x;
    }

    /** Keys and values of a cross attention may come by head, [N, heads, T, D], and then without a bias. */
    private static String byHead(BodyWriter b, String x, String from, String to, long heads) {
        return b.transposedRank(x) == 4 ? x : AttentionBodies.heads(b, biased(b, x, from, to), heads);
    }

    /** Writes the three parts of [3, N, heads, S, D]. */
    private static Heads unpacked(BodyWriter b, String all) {
        return new Heads(
                b.op("Gather", all, b.integer(0)),
                b.op("Gather", all, b.integer(1)),
                b.op("Gather", all, b.integer(2)));
    }

    private static void write(BodyWriter b, Heads heads, int mask, int bias) {
        String scale = b.real("scale", 0) != 0 ? b.scalar(b.real("scale", 0)) : AttentionBodies.perHead(b, heads.q);
        String scores = b.matmul(b.times(heads.q, scale), b.transpose(heads.k, 0, 1, 3, 2));
        if (b.has(bias)) {
            scores = b.plus(scores, b.x(bias));
        }
        String masked = b.scalar(b.real("mask_filter_value", MASKED));
        if (b.has(mask)) {
            scores = b.plus(scores, b.where(open(b, b.x(mask), heads.k), b.scalar(0), masked));
        }
        if (b.flag("unidirectional")) {
            String seen = AttentionBodies.causal(b, heads.q, heads.k, b.ints(0));
            scores = b.where(seen, scores, b.scalar(Double.NEGATIVE_INFINITY));
        }
        String mixed = b.transpose(b.matmul(b.softmax(scores), heads.v), 0, 2, 1, 3);
        b.result(0, "Reshape", mixed, b.ints(0, 0, -1));
    }

    /**
     * Writes whether a key is open, for masks [N, T] and [N, S, T] of zeros and ones, and for the numbers of valid
     * keys, [N].
     */
    private static String open(BodyWriter b, String mask, String k) {
        String shape = b.op("Shape", mask);
        String missing = b.op("Sub", b.ints(4), b.op("Shape", shape));
        String ones = b.op("Expand", b.ints(1), missing);
        String further = b.op("Slice", shape, b.ints(1), b.ints(Long.MAX_VALUE), b.ints(0));
        String wide = b.cast(b.op("Reshape", mask, b.concat(0, b.size(mask, 0), ones, further)), ElementType.INT64);
        String counts = b.op("Equal", b.rank(mask), b.integer(1));
        String counted = b.op("Greater", wide, AttentionBodies.positions(b, k));
        return b.op(
                "Or",
                b.op("And", counts, counted),
                b.op("And", b.op("Not", counts), b.op("Greater", wide, b.integer(0))));
    }
}
