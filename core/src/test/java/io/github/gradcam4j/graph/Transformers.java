package io.github.gradcam4j.graph;

import java.util.List;

/** Small transformers with the structure of torchvision's exported models, eight channels and five classes. */
public enum Transformers implements Architecture {
    /** Convolutions; layer normalization over channels, between transposes; layer scale; GELU by Erf. */
    CONVNEXT(8, 13) {
        @Override
        public String draw(TestGraph g, String x) {
            var patches = Attributes.of("kernel_shape", new long[] {2, 2}).and("strides", new long[] {2, 2});
            var maps = g.op("Conv", patches, x, g.weights(C, 3, 2, 2), g.weights(C));
            var norm = back(g, norm(g, g.op("Transpose", TO_LAST, maps)));
            var mixed = g.op("Transpose", TO_LAST, g.conv(norm, C, C, 3, 1, C));
            var scaled = g.op("Mul", back(g, mlp(g, norm(g, mixed))), g.weights(C, 1, 1));
            var last = g.op("Add", scaled, norm);
            var pooled = g.op("Transpose", TO_LAST, g.op("GlobalAveragePool", last));
            return g.gemm(g.op("Flatten", back(g, norm(g, pooled))), C, 5);
        }

        private String back(TestGraph g, String x) {
            return g.op("Transpose", Attributes.of("perm", new long[] {0, 3, 1, 2}), x);
        }
    },
    /** A class token that is expanded to the batch at run time; PyTorch's attention over [T, N, C]. */
    VIT(8, 13) {
        @Override
        public String draw(TestGraph g, String x) {
            var patches = Attributes.of("kernel_shape", new long[] {4, 4}).and("strides", new long[] {4, 4});
            var n = g.size(x, 0);
            var maps = g.op("Conv", patches, x, g.weights(C, 3, 4, 4), g.weights(C));
            var places = g.op("Transpose", SWAPPED, g.op("Reshape", maps, sizes(g, n, g.ints(C, 4))));
            var wanted = g.op("Reshape", sizes(g, n, g.ints(-1, -1)), g.ints(-1));
            var ones = g.filled(g.op("Shape", wanted), 1);
            var free = g.op("Equal", wanted, g.op("Mul", ones, g.integer(-1)));
            var shape = g.op("Where", free, ones, wanted);
            var token = g.op("Expand", g.weights(1, 1, C), shape);
            var tokens = g.op("Add", g.op("Concat", Attributes.of("axis", 1), token, places), g.weights(1, 5, C));
            for (int block = 0; block < 2; block++) {
                tokens = g.op("Add", attention(g, norm(g, tokens), n), tokens);
                tokens = g.op("Add", tokens, mlp(g, norm(g, tokens)));
            }
            var first = g.op("Gather", Attributes.of("axis", 1), norm(g, tokens), g.integer(0));
            return g.gemm(first, C, 5);
        }

        /** Adds an attention of two heads. */
        private String attention(TestGraph g, String tokens, String n) {
            var turned = g.op("Transpose", TURNED, tokens);
            var all = g.op("Reshape", g.linear(turned, C, 3 * C), sizes(g, g.ints(5), n, g.ints(3, C)));
            var front = Attributes.of("perm", new long[] {3, 1, 2, 0, 4});
            var split = g.op("Squeeze", g.op("Transpose", front, g.op("Unsqueeze", all, g.ints(0))), g.ints(3));
            var heads = g.op("Mul", n, g.ints(2));
            var q = g.op("Mul", head(g, split, 0, heads), g.scalar(0.5));
            var k = g.op("Transpose", SWAPPED, head(g, split, 1, heads));
            var mixed = g.op("MatMul", g.op("Softmax", g.op("MatMul", q, k)), head(g, split, 2, heads));
            var rows = g.op("Reshape", g.op("Transpose", TURNED, mixed), g.ints(-1, C));
            var out = g.op("Reshape", g.gemm(rows, C, C), sizes(g, g.ints(5), n, g.ints(C)));
            return g.op("Transpose", TURNED, out);
        }

        private String head(TestGraph g, String split, long index, String heads) {
            var part = g.op("Gather", split, g.integer(index));
            return g.op("Transpose", TURNED, g.op("Reshape", part, sizes(g, g.ints(5), heads, g.ints(C / 2))));
        }
    },
    /** Shifted windows with a mask and a relative position bias; then 2 x 2 patches are merged. */
    SWIN(8, 17) {
        @Override
        public String draw(TestGraph g, String x) {
            var patches = Attributes.of("kernel_shape", new long[] {2, 2}).and("strides", new long[] {2, 2});
            var n = g.size(x, 0);
            var maps = g.op("Transpose", TO_LAST, g.op("Conv", patches, x, g.weights(C, 3, 2, 2)));
            maps = g.op("Add", maps, windows(g, layerNorm(g, maps), n));
            maps = g.op("Add", maps, mlp(g, layerNorm(g, maps)));
            var merged = g.op(
                    "Concat",
                    LAST,
                    List.of(every(g, maps, 0, 0), every(g, maps, 1, 0), every(g, maps, 0, 1), every(g, maps, 1, 1))
                            .toArray(String[]::new));
            var half = g.op(
                    "MatMul",
                    g.op("LayerNormalization", merged, g.positive(4 * C), g.weights(4 * C)),
                    g.weights(4 * C, C));
            var planes = g.op("Transpose", Attributes.of("perm", new long[] {0, 3, 1, 2}), layerNorm(g, half));
            return g.gemm(g.op("Flatten", g.op("GlobalAveragePool", planes)), C, 5);
        }

        private String windows(TestGraph g, String maps, String n) {
            var shifted = roll(g, roll(g, maps, 1, 1), 2, 1);
            var apart = g.op("Reshape", shifted, sizes(g, n, g.ints(2, 2, 2, 2, C)));
            var swap = Attributes.of("perm", new long[] {0, 1, 3, 2, 4, 5});
            var count = g.op("Mul", n, g.ints(4));
            var rows = g.op("Reshape", g.op("Transpose", swap, apart), sizes(g, count, g.ints(4, C)));
            var all = g.op("Reshape", g.linear(rows, C, 3 * C), sizes(g, count, g.ints(4, 3, 2, C / 2)));
            var qkv = g.op("Transpose", Attributes.of("perm", new long[] {2, 0, 3, 1, 4}), all);
            var q = g.op("Mul", g.op("Gather", qkv, g.integer(0)), g.scalar(0.5));
            var k = g.op(
                    "Transpose", Attributes.of("perm", new long[] {0, 1, 3, 2}), g.op("Gather", qkv, g.integer(1)));
            var biased = g.op("Add", g.op("MatMul", q, k), g.weights(1, 2, 4, 4));
            var byWindow = g.op("Reshape", biased, sizes(g, n, g.ints(4, 2, 4, 4)));
            var mask =
                    g.op("Where", g.op("Less", g.weights(1, 4, 1, 4, 4), g.scalar(0.3)), g.scalar(0), g.scalar(-100));
            var scores = g.op("Reshape", g.op("Add", byWindow, mask), sizes(g, count, g.ints(2, 4, 4)));
            var mixed = g.op("MatMul", g.op("Softmax", LAST, scores), g.op("Gather", qkv, g.integer(2)));
            var joined = g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1, 3}), mixed);
            var out = g.linear(g.op("Reshape", joined, sizes(g, count, g.ints(4, C))), C, C);
            var back = g.op("Transpose", swap, g.op("Reshape", out, sizes(g, n, g.ints(2, 2, 2, 2, C))));
            return roll(g, roll(g, g.op("Reshape", back, sizes(g, n, g.ints(4, 4, C))), 1, -1), 2, -1);
        }

        private String roll(TestGraph g, String x, long axis, long by) {
            var tail = g.op("Slice", x, g.ints(by), g.ints(Long.MAX_VALUE), g.ints(axis), g.ints(1));
            var head = g.op("Slice", x, g.ints(0), g.ints(by), g.ints(axis), g.ints(1));
            return g.op("Concat", Attributes.of("axis", axis), tail, head);
        }

        private String every(TestGraph g, String x, long row, long column) {
            var rows = g.op("Slice", x, g.ints(row), g.ints(Long.MAX_VALUE), g.ints(1), g.ints(2));
            return g.op("Slice", rows, g.ints(column), g.ints(Long.MAX_VALUE), g.ints(2), g.ints(2));
        }

        private String layerNorm(TestGraph g, String x) {
            return g.op("LayerNormalization", x, g.positive(C), g.weights(C));
        }
    };

    private static final int C = 8;
    private static final Attributes LAST = Attributes.of("axis", -1);
    private static final Attributes SWAPPED = Attributes.of("perm", new long[] {0, 2, 1});
    private static final Attributes TURNED = Attributes.of("perm", new long[] {1, 0, 2});
    private static final Attributes TO_LAST = Attributes.of("perm", new long[] {0, 2, 3, 1});

    private final int side;
    private final int opset;

    Transformers(int side, int opset) {
        this.side = side;
        this.opset = opset;
    }

    @Override
    public int side() {
        return side;
    }

    @Override
    public int opset() {
        return opset;
    }

    /** Adds a layer normalization over the last axis in the form of opsets below 17. */
    private static String norm(TestGraph g, String x) {
        var last = Attributes.of("axes", new long[] {-1});
        var centered = g.op("Sub", x, g.op("ReduceMean", last, x));
        var variance = g.op("ReduceMean", last, g.op("Pow", centered, g.scalar(2)));
        var z = g.op("Div", centered, g.op("Sqrt", g.op("Add", variance, g.scalar(1e-5))));
        return g.op("Add", g.op("Mul", z, g.positive(C)), g.weights(C));
    }

    private static String mlp(TestGraph g, String x) {
        var wide = g.linear(x, C, 2 * C);
        var cdf = g.op("Add", g.op("Erf", g.op("Div", wide, g.scalar(Math.sqrt(2)))), g.scalar(1));
        return g.linear(g.op("Mul", g.op("Mul", wide, cdf), g.scalar(0.5)), 2 * C, C);
    }

    private static String sizes(TestGraph g, String... parts) {
        return g.op("Concat", Attributes.of("axis", 0), parts);
    }
}
