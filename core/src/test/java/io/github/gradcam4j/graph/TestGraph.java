package io.github.gradcam4j.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A builder of small graphs for tests: each method adds a node and returns the name of its output. */
public final class TestGraph {

    private final GraphBuilder graph;
    private final Random random;

    private TestGraph(int opset, long seed) {
        this.graph = GraphBuilder.opset(opset);
        this.random = new Random(seed);
    }

    /** Returns a builder of an empty graph. Random weights are the same in every run. */
    public static TestGraph opset(int version) {
        return new TestGraph(version, 7);
    }

    public GraphBuilder graph() {
        return graph;
    }

    /** Adds the input {@code x}, float32; a number is a fixed size, a name a free one. */
    public String x(Object... dims) {
        return graph.input("x", ElementType.FLOAT, dims);
    }

    public String op(String op, Attributes attributes, String... inputs) {
        return graph.node(op.toLowerCase(), op, List.of(inputs), attributes);
    }

    public String op(String op, String... inputs) {
        return op(op, Attributes.none(), inputs);
    }

    /** Adds a node with named outputs; an empty name is an output that is omitted. */
    public void add(String op, Attributes attributes, List<String> inputs, List<String> outputs) {
        graph.add(new Node(op.toLowerCase(), "", op, inputs, outputs, attributes));
    }

    /** Adds an operator of ONNX Runtime's domain and returns its outputs. */
    public List<String> microsoft(int outputs, String op, Attributes attributes, String... inputs) {
        var names = IntStream.range(0, outputs)
                .mapToObj(i -> op.toLowerCase() + "/" + graph.build().nodes().size() + "/" + i)
                .toList();
        graph.add(new Node(names.get(0), "com.microsoft", op, List.of(inputs), names, attributes));
        return names;
    }

    public String microsoft(String op, Attributes attributes, String... inputs) {
        return microsoft(1, op, attributes, inputs).get(0);
    }

    /** Adds a node with a name, such as PyTorch's exporter's {@code /layer1/layer1.0/conv1/Conv}. */
    public String named(String name, String op, Attributes attributes, String... inputs) {
        graph.add(new Node(name, "", op, List.of(inputs), List.of(name + "_output_0"), attributes));
        return name + "_output_0";
    }

    /** Adds a ConstantOfShape of an integer. */
    public String filled(String shape, long value) {
        var tensor = Constant.integers("value", new long[] {value}, 1);
        return op("ConstantOfShape", Attributes.of("value", tensor), shape);
    }

    public List<String> ops(int outputs, String op, Attributes attributes, String... inputs) {
        return graph.nodes(op.toLowerCase(), outputs, op, List.of(inputs), attributes);
    }

    /** Adds random weights between -1 and 1, divided by the square root of the number of values in a row. */
    public String weights(long... shape) {
        long fan = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        return random(-1, 1, 1.5 / Math.sqrt(fan), shape);
    }

    /** Adds random values between 0.5 and 1.5. */
    public String positive(long... shape) {
        return random(0.5, 1.5, 1, shape);
    }

    private String random(double low, double high, double scale, long... shape) {
        var values = new float[(int) Constant.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextDouble(low, high));
        }
        return graph.constant("w", values, shape);
    }

    public String floats(float[] values, long... shape) {
        return graph.constant("c", values, shape);
    }

    public String scalar(double value) {
        return graph.scalar(value);
    }

    /** Adds a vector of int64. */
    public String ints(long... values) {
        return graph.vector(values);
    }

    /** Adds a scalar of int64. */
    public String integer(long value) {
        String name = "int/" + value;
        return graph.has(name) ? name : graph.initializer(name, new long[] {value});
    }

    /** Adds int64 values of any shape. */
    public String table(long[] values, long... shape) {
        return graph.initializer("table/" + graph.build().initializers().size(), values, shape);
    }

    /** Adds the size of one axis of a tensor at run time, a vector of one element. */
    public String size(String tensor, long axis) {
        return op("Unsqueeze", op("Gather", op("Shape", tensor), integer(axis)), ints(0));
    }

    public String conv(String x, int in, int out, int kernel, int stride) {
        return conv(x, in, out, kernel, stride, 1);
    }

    /** Adds a 2D convolution with a bias, padded by half its kernel. */
    public String conv(String x, int in, int out, int kernel, int stride, int groups) {
        int p = kernel / 2;
        var attributes = Attributes.of("kernel_shape", new long[] {kernel, kernel})
                .and("strides", new long[] {stride, stride})
                .and("pads", new long[] {p, p, p, p})
                .and("group", groups);
        return op("Conv", attributes, x, weights(out, in / groups, kernel, kernel), weights(out));
    }

    public String batchNorm(String x, int channels) {
        return op(
                "BatchNormalization", x, positive(channels), weights(channels), weights(channels), positive(channels));
    }

    /** Adds x W + b over the last axis. */
    public String linear(String x, int in, int out) {
        return op("Add", op("MatMul", x, weights(in, out)), weights(out));
    }

    public String gemm(String x, int in, int out) {
        return op("Gemm", Attributes.of("transB", 1), x, weights(out, in), weights(out));
    }

    public Graph model(String... outputs) {
        Arrays.stream(outputs).forEach(graph::output);
        return graph.build();
    }
}
