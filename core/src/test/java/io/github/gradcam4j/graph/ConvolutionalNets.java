package io.github.gradcam4j.graph;

import java.util.List;

/** Small convolutional classifiers with the structure of torchvision's exported models, and five classes. */
public enum ConvolutionalNets implements Architecture {
    /** Convolutions and pooling, then adaptive pooling and a classifier of three layers with dropout. */
    ALEXNET(8) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = pool(g, g.op("Relu", g.conv(x, 3, 6, 3, 1)), "MaxPool", 2, 2, 0);
            maps = g.op("Relu", g.conv(maps, 6, 8, 3, 1));
            var adapted = pool(g, maps, "AveragePool", 2, 2, 0);
            var flat = g.op("Flatten", Attributes.of("axis", 1), adapted);
            var hidden = g.op("Relu", g.gemm(g.op("Dropout", flat), 32, 12));
            return g.gemm(g.op("Dropout", hidden), 12, 5);
        }
    },
    /** Nodes have the names of PyTorch's exporter. */
    RESNET(8) {
        @Override
        public String draw(TestGraph g, String x) {
            var stem = relu(g, "/relu/Relu", g.batchNorm(g.conv(x, 3, 4, 3, 1), 4));
            var one = block(g, "/layer1/layer1.0", stem, 4, 4, 1);
            var two = block(g, "/layer2/layer2.0", one, 4, 6, 2);
            two = block(g, "/layer2/layer2.1", two, 6, 6, 1);
            return head(g, two, 6);
        }

        private String block(TestGraph g, String path, String x, int in, int out, int stride) {
            var conv = Attributes.of("kernel_shape", new long[] {3, 3})
                    .and("pads", new long[] {1, 1, 1, 1})
                    .and("strides", new long[] {stride, stride});
            var first = relu(
                    g, path + "/relu/Relu", g.named(path + "/conv1/Conv", "Conv", conv, x, g.weights(out, in, 3, 3)));
            var second = g.batchNorm(g.conv(first, out, out, 3, 1, 2), out);
            var shortcut = stride == 1 ? x : g.batchNorm(g.conv(x, in, out, 1, stride), out);
            var sum = g.named(path + "/Add", "Add", Attributes.none(), second, shortcut);
            return relu(g, path + "/relu_1/Relu", sum);
        }

        private String relu(TestGraph g, String name, String x) {
            return g.named(name, "Relu", Attributes.none(), x);
        }
    },
    DENSENET(8) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = g.conv(x, 3, 4, 3, 1);
            for (int channels = 4; channels < 10; channels += 3) {
                var fresh = g.conv(g.op("Relu", g.batchNorm(maps, channels)), channels, 3, 3, 1);
                maps = g.op("Concat", CHANNELS, maps, fresh);
            }
            var transition = pool(g, g.conv(g.op("Relu", g.batchNorm(maps, 10)), 10, 5, 1, 1), "AveragePool", 2, 2, 0);
            return head(g, g.op("Relu", g.batchNorm(transition, 5)), 5);
        }
    },
    /** Input channels are rescaled; four branches; pooling in ceiling mode. */
    GOOGLENET(9) {
        @Override
        public String draw(TestGraph g, String x) {
            var channels = List.of(channel(g, x, 0, 0.9), channel(g, x, 1, 1.1), channel(g, x, 2, 1));
            var input = g.op("Concat", CHANNELS, channels.toArray(String[]::new));
            var stem = g.op("Relu", g.conv(input, 3, 6, 3, 1));
            var window = window(3, 2, 0).and("ceil_mode", 1);
            var maps = g.op("MaxPool", window, stem);
            var branches = g.op(
                    "Concat",
                    CHANNELS,
                    g.op("Relu", g.conv(maps, 6, 2, 1, 1)),
                    g.op("Relu", g.conv(g.conv(maps, 6, 2, 1, 1), 2, 3, 3, 1)),
                    g.op("Relu", g.conv(maps, 6, 2, 5, 1)),
                    g.conv(pool(g, maps, "MaxPool", 3, 1, 1), 6, 1, 1, 1));
            return head(g, branches, 8);
        }

        private String channel(TestGraph g, String x, long index, double scale) {
            var all = g.op("Slice", x, g.ints(0), g.ints(Long.MAX_VALUE), g.ints(0), g.ints(1));
            var plane = g.op("Gather", CHANNELS, all, g.integer(index));
            var placed = g.op("Unsqueeze", plane, g.ints(1));
            return g.op("Add", g.op("Mul", placed, g.scalar(scale)), g.scalar(0.03 * index));
        }
    },
    /** Kernels of 1 x 7 and 7 x 1, average pooling that excludes the padding. */
    INCEPTION(8) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = g.op("Relu", g.conv(x, 3, 4, 3, 2));
            var flat = Attributes.of("kernel_shape", new long[] {1, 3}).and("pads", new long[] {0, 1, 0, 1});
            var tall = Attributes.of("kernel_shape", new long[] {3, 1}).and("pads", new long[] {1, 0, 1, 0});
            var branches = g.op(
                    "Concat",
                    CHANNELS,
                    g.op("Conv", flat, maps, g.weights(3, 4, 1, 3)),
                    g.op("Conv", tall, maps, g.weights(3, 4, 3, 1)),
                    g.conv(pool(g, maps, "AveragePool", 3, 1, 1), 4, 2, 1, 1));
            return head(g, g.op("Relu", branches), 8);
        }
    },
    /** Classes are maps until the last pooling. */
    SQUEEZENET(9) {
        @Override
        public String draw(TestGraph g, String x) {
            var stem = g.op("Relu", g.conv(x, 3, 6, 3, 1));
            var maps = g.op("MaxPool", window(3, 2, 0).and("ceil_mode", 1), stem);
            var squeezed = g.op("Relu", g.conv(maps, 6, 3, 1, 1));
            var fire = g.op(
                    "Concat",
                    CHANNELS,
                    g.op("Relu", g.conv(squeezed, 3, 4, 1, 1)),
                    g.op("Relu", g.conv(squeezed, 3, 4, 3, 1)));
            var classes = g.op("Relu", g.conv(g.op("Dropout", fire), 8, 5, 1, 1));
            return g.op("Flatten", g.op("GlobalAveragePool", classes));
        }
    },
    /** Half of the channels skip the block; then channels are shuffled with sizes read at run time. */
    SHUFFLENET(6) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = g.op("Relu", g.conv(x, 3, 8, 3, 1));
            var halves = g.ops(2, "Split", CHANNELS, maps, g.ints(4, 4));
            var depthwise = g.batchNorm(g.conv(g.op("Relu", g.conv(halves.get(1), 4, 4, 1, 1)), 4, 4, 3, 1, 4), 4);
            var joined = g.op("Concat", CHANNELS, halves.get(0), g.op("Relu", g.conv(depthwise, 4, 4, 1, 1)));
            var space = List.of(g.size(joined, 2), g.size(joined, 3));
            var apart = g.op("Reshape", joined, sizes(g, g.size(joined, 0), g.ints(2, 4), space.get(0), space.get(1)));
            var mixed = g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1, 3, 4}), apart);
            var shuffled = g.op("Reshape", mixed, sizes(g, g.size(joined, 0), g.ints(-1), space.get(0), space.get(1)));
            var last = g.op("Relu", g.conv(shuffled, 8, 8, 1, 1));
            var mean =
                    g.op("ReduceMean", Attributes.of("axes", new long[] {2, 3}).and("keepdims", 0), last);
            return g.gemm(mean, 8, 5);
        }
    },
    /** Inverted residuals with ReLU6, as in MobileNet v2 and MNASNet. */
    MOBILENET_V2(8) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = relu6(g, g.conv(x, 3, 4, 3, 2));
            var wide = relu6(g, g.batchNorm(g.conv(maps, 4, 8, 1, 1), 8));
            var narrow = g.batchNorm(g.conv(relu6(g, g.conv(wide, 8, 8, 3, 1, 8)), 8, 4, 1, 1), 4);
            return head(g, relu6(g, g.conv(g.op("Add", maps, narrow), 4, 8, 1, 1)), 8);
        }

        private String relu6(TestGraph g, String x) {
            return g.op("Clip", x, g.scalar(0), g.scalar(6));
        }
    },
    /** HardSwish, and gates with HardSigmoid. */
    MOBILENET_V3(6) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = hardSwish(g, g.batchNorm(g.conv(x, 3, 4, 3, 1), 4));
            var wide = hardSwish(g, g.conv(g.op("Relu", g.conv(maps, 4, 8, 1, 1)), 8, 8, 5, 1, 8));
            var squeezed = g.op("Relu", g.conv(g.op("GlobalAveragePool", wide), 8, 2, 1, 1));
            var gate = g.op("HardSigmoid", Attributes.of("alpha", 1 / 6f), g.conv(squeezed, 2, 8, 1, 1));
            var narrow = g.conv(g.op("Mul", gate, wide), 8, 4, 1, 1);
            var last = hardSwish(g, g.conv(g.op("Add", narrow, maps), 4, 6, 1, 1));
            var flat = g.op("Flatten", g.op("GlobalAveragePool", last));
            return g.gemm(hardSwish(g, g.gemm(flat, 6, 8)), 8, 5);
        }

        private String hardSwish(TestGraph g, String x) {
            return g.op("Mul", x, g.op("HardSigmoid", Attributes.of("alpha", 1 / 6f), x));
        }
    },
    /** SiLU as separate nodes, gates by a mean over positions. RegNet has the same gates, with groups. */
    EFFICIENTNET(6) {
        @Override
        public String draw(TestGraph g, String x) {
            var maps = silu(g, g.batchNorm(g.conv(x, 3, 4, 3, 1), 4));
            var wide = silu(g, g.conv(silu(g, g.conv(maps, 4, 8, 1, 1)), 8, 8, 3, 1, 4));
            var mean = g.op("ReduceMean", Attributes.of("axes", new long[] {2, 3}), wide);
            var gate = g.op("Sigmoid", g.conv(silu(g, g.conv(mean, 8, 2, 1, 1)), 2, 8, 1, 1));
            var narrow = g.batchNorm(g.conv(g.op("Mul", gate, wide), 8, 4, 1, 1), 4);
            return head(g, silu(g, g.conv(g.op("Add", narrow, maps), 4, 6, 1, 1)), 6);
        }

        private String silu(TestGraph g, String x) {
            return g.op("Mul", x, g.op("Sigmoid", x));
        }
    };

    private static final Attributes CHANNELS = Attributes.of("axis", 1);

    private final int side;

    ConvolutionalNets(int side) {
        this.side = side;
    }

    @Override
    public int side() {
        return side;
    }

    @Override
    public int opset() {
        return 13;
    }

    private static Attributes window(long kernel, long stride, long pad) {
        return Attributes.of("kernel_shape", new long[] {kernel, kernel})
                .and("strides", new long[] {stride, stride})
                .and("pads", new long[] {pad, pad, pad, pad});
    }

    private static String pool(TestGraph g, String x, String op, long kernel, long stride, long pad) {
        return g.op(op, window(kernel, stride, pad), x);
    }

    private static String head(TestGraph g, String maps, int channels) {
        return g.gemm(g.op("Flatten", g.op("GlobalAveragePool", maps)), channels, 5);
    }

    private static String sizes(TestGraph g, String... parts) {
        return g.op("Concat", Attributes.of("axis", 0), parts);
    }
}
