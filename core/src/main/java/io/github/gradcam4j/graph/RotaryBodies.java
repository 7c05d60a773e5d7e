package io.github.gradcam4j.graph;

import java.util.List;

/** The definitions of rotary position embeddings (Su et al., 2021), which rotate pairs of channels. */
final class RotaryBodies {

    private RotaryBodies() {}

    /** Writes ONNX's operator: the caches hold one row per token, or one per position of {@code position_ids}. */
    static void onnx(BodyWriter b) {
        String cos = b.has(3) ? b.op("Gather", b.x(1), b.x(3)) : b.x(1);
        String sin = b.has(3) ? b.op("Gather", b.x(2), b.x(3)) : b.x(2);
        // By heads, [N, S, heads, D], a row of the caches is the same for all heads.
        long heads = b.integer("num_heads", 0);
        boolean flat = heads > 0 && b.transposedRank(b.x(0)) != 4;
        String x = flat ? b.reshape(b.x(0), 0, 0, heads, -1) : b.transpose(b.x(0), 0, 2, 1, 3);
        long rotated = b.integer("rotary_embedding_dim", 0);
        String turned = turned(b, x, b.unsqueeze(cos, 2), b.unsqueeze(sin, 2), rotated);
        if (flat) {
            b.result(0, "Reshape", turned, b.ints(0, 0, -1));
        } else {
            b.result(0, "Transpose", Attributes.of("perm", new long[] {0, 2, 1, 3}), turned);
        }
    }

    /** Rotates the first {@code rotated} channels of [N, S, heads, D], or all of them if it is 0. */
    private static String turned(BodyWriter b, String x, String cos, String sin, long rotated) {
        if (rotated == 0) {
            return pairs(b, x, cos, sin);
        }
        String half = b.slice(cos, -1, 0, rotated / 2);
        String halfSin = b.slice(sin, -1, 0, rotated / 2);
        String first = pairs(b, b.slice(x, -1, 0, rotated), half, halfSin);
        return b.concat(-1, first, b.slice(x, -1, rotated, Long.MAX_VALUE));
    }

    /** Rotates pairs of neighbors, or of the two halves. */
    private static String pairs(BodyWriter b, String x, String cos, String sin) {
        boolean interleaved = b.flag("interleaved");
        var parts = interleaved
                ? List.of(b.slice(x, -1, 0, Long.MAX_VALUE, 2), b.slice(x, -1, 1, Long.MAX_VALUE, 2))
                : b.parted(x, b.size(cos, -1));
        String real = b.op("Sub", b.times(parts.get(0), cos), b.times(parts.get(1), sin));
        String imaginary = b.plus(b.times(parts.get(0), sin), b.times(parts.get(1), cos));
        return interleaved
                ? b.op("Reshape", b.concat(-1, b.unsqueeze(real, -1), b.unsqueeze(imaginary, -1)), b.op("Shape", x))
                : b.concat(-1, real, imaginary);
    }
}
