package io.github.gradcam4j.graph;

import java.util.List;

/** Vision transformers of two blocks with operators that are replaced by simpler ones, eight channels, five classes. */
public enum LaterTransformers implements Architecture {
    /** Operators of opsets 23 and 24, as a transformer with rotary embeddings and a mean over the tokens has them. */
    OPSET_24(24) {
        @Override
        String blocks(TestGraph g, String tokens) {
            for (int block = 0; block < 2; block++) {
                var norm = g.op("RMSNormalization", tokens, g.positive(C));
                var attributes = Attributes.of("q_num_heads", 2).and("kv_num_heads", 1);
                var mixed = g.op(
                        "Attention",
                        attributes,
                        rotated(g, g.linear(norm, C, C), 2),
                        rotated(g, g.linear(norm, C, C / 2), 1),
                        g.linear(norm, C, C / 2));
                tokens = g.op("Add", tokens, g.linear(mixed, C, C));
                var wide = g.linear(g.op("RMSNormalization", tokens, g.positive(C)), C, 2 * C);
                var gates = g.linear(tokens, C, 2 * C);
                tokens = g.op("Add", tokens, g.linear(g.op("Mul", g.op("Swish", wide), gates), 2 * C, C));
            }
            return g.op("RMSNormalization", tokens, g.positive(C));
        }

        private String rotated(TestGraph g, String x, int heads) {
            var positions = g.table(new long[] {0, 1, 2, 3}, 1, 4);
            var all = g.op("Expand", positions, g.op("Concat", Attributes.of("axis", 0), g.size(x, 0), g.ints(4)));
            var angles = g.weights(9, 2);
            var attributes = Attributes.of("num_heads", heads);
            return g.op("RotaryEmbedding", attributes, x, g.op("Cos", angles), g.op("Sin", angles), all);
        }
    },
    /** A transformer after ONNX Runtime's optimizations. */
    FUSED(18) {
        @Override
        String blocks(TestGraph g, String tokens) {
            var norm = g.op("LayerNormalization", tokens, g.positive(C), g.weights(C));
            for (int block = 0; block < 2; block++) {
                var heads = Attributes.of("num_heads", 2);
                var mixed = g.microsoft("Attention", heads, norm, g.weights(C, 3 * C), g.weights(3 * C));
                var sum = skipped(g, g.op("MatMul", mixed, g.weights(C, C)), tokens);
                var product = g.op("MatMul", sum.get(0), g.weights(C, 2 * C));
                var wide = g.microsoft("BiasGelu", Attributes.none(), product, g.weights(2 * C));
                var narrow = g.op("MatMul", wide, g.weights(2 * C, C));
                var next = skipped(g, narrow, sum.get(3));
                norm = next.get(0);
                tokens = next.get(3);
            }
            return norm;
        }

        private List<String> skipped(TestGraph g, String x, String skip) {
            return g.microsoft(
                    4,
                    "SkipLayerNormalization",
                    Attributes.of("epsilon", 1e-5f),
                    x,
                    skip,
                    g.positive(C),
                    g.weights(C),
                    g.weights(C));
        }
    };

    private static final int C = 8;

    private final int opset;

    LaterTransformers(int opset) {
        this.opset = opset;
    }

    /** Adds the blocks and a normalization of [N, 4, C]. */
    abstract String blocks(TestGraph g, String tokens);

    @Override
    public int side() {
        return 8;
    }

    @Override
    public int opset() {
        return opset;
    }

    @Override
    public String draw(TestGraph g, String x) {
        var patches = Attributes.of("kernel_shape", new long[] {4, 4}).and("strides", new long[] {4, 4});
        var maps = g.op("Conv", patches, x, g.weights(C, 3, 4, 4), g.weights(C));
        var rows = g.op("Reshape", maps, g.ints(0, C, -1));
        var tokens = g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), rows);
        var last = blocks(g, g.op("Add", tokens, g.weights(1, 4, C)));
        return g.gemm(g.op("ReduceMean", Attributes.of("keepdims", 0), last, g.ints(1)), C, 5);
    }
}
