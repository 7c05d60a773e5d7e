package io.github.gradcam4j.graph;

import java.util.List;
import java.util.Optional;

/**
 * A writer of the nodes that replace one node. Each method adds a node in the form of the graph's opset and returns the
 * name of its output; tensors are given by their names.
 */
final class BodyWriter {

    private final Node node;
    private final Graph graph;
    private final GraphBuilder target;

    /**
     * @param node the node that is replaced
     * @param graph the graph of the node
     * @param target receives the nodes
     */
    BodyWriter(Node node, Graph graph, GraphBuilder target) {
        this.node = node;
        this.graph = graph;
        this.target = target;
    }

    Attributes attributes() {
        return node.attributes();
    }

    long integer(String attribute, long otherwise) {
        return node.attributes().integer(attribute, otherwise);
    }

    double real(String attribute, double otherwise) {
        return node.attributes().real(attribute, (float) otherwise);
    }

    boolean flag(String attribute) {
        return integer(attribute, 0) != 0;
    }

    /** Returns input {@code i}. */
    String x(int i) {
        return node.input(i);
    }

    boolean has(int i) {
        return node.hasInput(i);
    }

    /** Returns whether the node writes output {@code i}. */
    boolean writes(int i) {
        return i < node.outputs().size() && !node.outputs().get(i).isEmpty();
    }

    /** Returns the value of a tensor that does not depend on inputs of the graph. */
    Optional<Constant> constant(String tensor) {
        return graph.constant(tensor);
    }

    /** Returns the operator's parts below the name of the node, so that they belong to its module. */
    private String name(String op) {
        return node.label() + "." + op;
    }

    String op(String op, Attributes attributes, String... inputs) {
        return target.node(name(op), op, List.of(inputs), attributes);
    }

    String op(String op, String... inputs) {
        return op(op, Attributes.none(), inputs);
    }

    /** Returns the output of a node with these inputs, which is added with that name if the graph has none. */
    String shared(String name, String op, String... inputs) {
        return target.written(op, List.of(inputs)).orElseGet(() -> target.node(name, op, List.of(inputs)));
    }

    List<String> ops(int outputs, String op, String... inputs) {
        return target.nodes(name(op), outputs, op, List.of(inputs), Attributes.none());
    }

    /** Writes output {@code i} of the node; the first one belongs to a node of the same name. */
    void result(int i, String op, Attributes attributes, String... inputs) {
        if (writes(i)) {
            String output = node.outputs().get(i);
            target.keep(new Node(i == 0 ? node.name() : output, "", op, List.of(inputs), List.of(output), attributes));
        }
    }

    void result(int i, String op, String... inputs) {
        result(i, op, Attributes.none(), inputs);
    }

    /** Keeps the node in its form. */
    void unchanged() {
        target.keep(node);
    }

    /** Adds a node whose output is output {@code i} of the node, if it has that output. */
    String named(int i, String op, String... inputs) {
        if (writes(i)) {
            result(i, op, inputs);
            return node.outputs().get(i);
        }
        return op(op, inputs);
    }

    /** Returns a float32 scalar. */
    String scalar(double value) {
        return target.scalar(value);
    }

    /** Returns a vector of int64. */
    String ints(long... values) {
        return target.vector(values);
    }

    String floats(String name, float[] values, long... shape) {
        return target.constant(name(name), values, shape);
    }

    String numbers(String name, ElementType type, double[] values, long... shape) {
        return target.numbers(name(name), type, values, shape);
    }

    /** Returns a scalar of int64. */
    String integer(long value) {
        return target.integer(value);
    }

    int opset() {
        return target.opset();
    }

    /** Returns the number of axes of a tensor that a Transpose writes, else 0. */
    int transposedRank(String x) {
        return graph.producer(x)
                .filter(n -> n.op().equals("Transpose"))
                .flatMap(n -> n.attributes().integers("perm"))
                .map(perm -> perm.length)
                .orElse(0);
    }

    /** Splits the last axis in two; {@code middle} is the size of the first part. */
    List<String> parted(String x, String middle) {
        return List.of(
                op("Slice", x, ints(0), middle, ints(-1)), op("Slice", x, middle, ints(Long.MAX_VALUE), ints(-1)));
    }

    String einsum(String equation, String... operands) {
        return op("Einsum", Attributes.of("equation", equation), operands);
    }

    String plus(String a, String b) {
        return op("Add", a, b);
    }

    String times(String a, String b) {
        return op("Mul", a, b);
    }

    String times(String a, double b) {
        return b == 1 ? a : op("Mul", a, scalar(b));
    }

    String matmul(String a, String b) {
        return op("MatMul", a, b);
    }

    String transpose(String x, long... permutation) {
        return op("Transpose", Attributes.of("perm", permutation), x);
    }

    String reshape(String x, long... shape) {
        return op("Reshape", x, ints(shape));
    }

    String concat(long axis, String... parts) {
        return op("Concat", Attributes.of("axis", axis), parts);
    }

    String cast(String x, ElementType type) {
        return op("Cast", Attributes.of("to", type.code()), x);
    }

    /** Returns the size of an axis, a vector of one int64. */
    String size(String x, long axis) {
        return op("Gather", op("Shape", x), ints(axis));
    }

    /** Returns the number of axes, a scalar of int64. */
    String rank(String x) {
        return op("Size", op("Shape", x));
    }

    String softmax(String x) {
        return op("Softmax", Attributes.of("axis", -1), x);
    }

    /** Averages over axes, which keep the size 1. */
    String mean(String x, String axes) {
        return op("ReduceMean", Attributes.of("keepdims", 1), x, axes);
    }

    String mean(String x, long... axes) {
        return target.opset() >= 18
                ? mean(x, ints(axes))
                : op("ReduceMean", Attributes.of("keepdims", 1).and("axes", axes), x);
    }

    /** Returns the largest value of each row of the last axis, which keeps the size 1. */
    String max(String x) {
        var keep = Attributes.of("keepdims", 1);
        return target.opset() >= 18
                ? op("ReduceMax", keep, x, ints(-1))
                : op("ReduceMax", keep.and("axes", new long[] {-1}), x);
    }

    String unsqueeze(String x, long... axes) {
        return target.opset() >= 13 ? op("Unsqueeze", x, ints(axes)) : op("Unsqueeze", Attributes.of("axes", axes), x);
    }

    String slice(String x, long axis, long from, long to) {
        return slice(x, axis, from, to, 1);
    }

    String slice(String x, long axis, long from, long to, long step) {
        return op("Slice", x, ints(from), ints(to), ints(axis), ints(step));
    }

    List<String> split(String x, long axis, long... sizes) {
        return target.opset() >= 13
                ? target.nodes(
                        name("Split"), sizes.length, "Split", List.of(x, ints(sizes)), Attributes.of("axis", axis))
                : target.nodes(
                        name("Split"),
                        sizes.length,
                        "Split",
                        List.of(x),
                        Attributes.of("axis", axis).and("split", sizes));
    }

    String clip(String x, double min, double max) {
        return target.opset() >= 11
                ? op("Clip", x, scalar(min), scalar(max))
                : op("Clip", Attributes.of("min", (float) min).and("max", (float) max), x);
    }

    /** Selects {@code yes} where a tensor of booleans is true, else {@code no}. */
    String where(String condition, String yes, String no) {
        return op("Where", condition, yes, no);
    }
}
