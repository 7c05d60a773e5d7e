package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A builder of ONNX graphs, node by node. Methods that add a tensor return its name, which is the input of later nodes.
 * Not thread safe.
 *
 * <pre>{@code
 * var g = GraphBuilder.opset(18);
 * String x = g.input("x", ElementType.FLOAT, "N", 2);
 * String w = g.initializer("w", new float[] {1, 2, 3, 4}, 2, 2);
 * g.output(g.node("y", "Relu", List.of(g.node("xw", "MatMul", List.of(x, w)))));
 * Graph graph = g.build();
 * }</pre>
 */
public final class GraphBuilder {

    private OperatorSets operators;
    private final List<TensorInfo> inputs = new ArrayList<>();
    private final List<TensorInfo> outputs = new ArrayList<>();
    private final Map<String, Constant> initializers = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private GraphBuilder(OperatorSets operators) {
        this.operators = operators;
    }

    /** Returns a builder of an empty graph with this version of ONNX's operator set. */
    public static GraphBuilder opset(int version) {
        return new GraphBuilder(OperatorSets.onnx(version));
    }

    /** Returns a builder with the inputs, outputs and initializers of a graph, but without its nodes. */
    static GraphBuilder like(Graph graph, int opset) {
        var builder = new GraphBuilder(graph.operators().withOnnx(opset));
        builder.inputs.addAll(graph.inputs());
        builder.outputs.addAll(graph.outputs());
        builder.initializers.putAll(graph.initializers());
        builder.taken.addAll(graph.inputNames());
        builder.taken.addAll(graph.initializers().keySet());
        return builder;
    }

    /**
     * Returns a builder with everything of a graph but its nodes, for a graph that computes the same. Added tensors get
     * other names than the graph's tensors; {@link #keep} adds nodes that write those.
     */
    static GraphBuilder rewriting(Graph graph, int opset) {
        var builder = like(graph, opset);
        builder.taken.addAll(graph.tensors());
        builder.metadata.putAll(graph.metadata());
        return builder;
    }

    /** Returns a builder that starts as a copy of a graph. Added tensors get other names than its tensors. */
    public static GraphBuilder from(Graph graph) {
        var builder = new GraphBuilder(graph.operators());
        builder.inputs.addAll(graph.inputs());
        builder.outputs.addAll(graph.outputs());
        builder.initializers.putAll(graph.initializers());
        builder.nodes.addAll(graph.nodes());
        builder.taken.addAll(graph.tensors());
        return builder;
    }

    /**
     * Declares an input and returns its name.
     *
     * @param dims a number for a fixed size, a name such as {@code "N"} for a free one
     * @throws IllegalArgumentException if the name is taken
     */
    public String input(String name, ElementType type, Object... dims) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(dims, "dims");
        claim(name);
        inputs.add(TensorInfo.of(name, type, dims));
        return name;
    }

    /** Declares an input. */
    void input(TensorInfo declaration) {
        claim(declaration.name());
        inputs.add(declaration);
    }

    /** Marks a tensor as an output of the graph with this declaration. */
    public void output(TensorInfo declaration) {
        outputs.add(Objects.requireNonNull(declaration, "declaration"));
    }

    /** Marks a tensor as an output of the graph; its type and shape are left to inference. */
    public void output(String name) {
        outputs.add(TensorInfo.of(name));
    }

    /** Marks a tensor as an output of the graph with a declared type and shape, see {@link #input}. */
    public void output(String name, ElementType type, Object... dims) {
        outputs.add(TensorInfo.of(name, type, dims));
    }

    /**
     * Adds a constant and returns its name.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public String initializer(Constant tensor) {
        claim(tensor.name());
        initializers.put(tensor.name(), tensor);
        return tensor.name();
    }

    /**
     * Adds a float32 constant and returns its name.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public String initializer(String name, float[] values, long... shape) {
        return initializer(Constant.floats(name, values, shape));
    }

    /**
     * Adds an int64 constant and returns its name.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public String initializer(String name, long[] values, long... shape) {
        return initializer(Constant.integers(name, values, shape));
    }

    /** Adds a float32 constant and returns its name: {@code name}, or if that is taken {@code name_1}, ... */
    public String constant(String name, float[] values, long... shape) {
        Objects.requireNonNull(name, "name");
        String unique = unique(name);
        initializers.put(unique, Constant.floats(unique, values, shape));
        return unique;
    }

    /** Adds an int64 constant as {@link #constant(String, float[], long...)} adds one of float32. */
    public String constant(String name, long[] values, long... shape) {
        String unique = unique(name);
        initializers.put(unique, Constant.integers(unique, values, shape));
        return unique;
    }

    /** Returns the version of ONNX's operator set. */
    public int opset() {
        return operators.onnx();
    }

    /** Adds a constant of any type as {@link #constant(String, float[], long...)} adds one of float32. */
    String numbers(String name, ElementType type, double[] values, long... shape) {
        String unique = unique(name);
        initializers.put(unique, Constant.numbers(unique, type, values, shape));
        return unique;
    }

    /** Returns whether the graph has a tensor of this name. */
    public boolean has(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return taken.contains(tensor);
    }

    /** Returns the name of a float32 scalar, which is added on first use. */
    public String scalar(double value) {
        String name = "const/" + (float) value;
        return taken.contains(name) ? name : initializer(name, new float[] {(float) value});
    }

    /** Returns the name of an int64 scalar, which is added on first use. */
    String integer(long value) {
        String name = "const/int/" + value;
        return taken.contains(name) ? name : initializer(name, new long[] {value});
    }

    /** Returns the name of an int64 vector, which is added on first use. */
    public String vector(long... values) {
        String name = "const/" + Arrays.toString(values);
        return taken.contains(name) ? name : initializer(name, values, values.length);
    }

    /** Adds a node and returns the name of its output: {@code name}, or if that is taken {@code name_1}, ... */
    public String node(String name, String op, List<String> inputs, Attributes attributes) {
        return nodes(name, 1, op, inputs, attributes).get(0);
    }

    /**
     * Adds a node without attributes and returns the name of its output, as {@link #node(String, String, List,
     * Attributes)}.
     */
    public String node(String name, String op, List<String> inputs) {
        return node(name, op, inputs, Attributes.none());
    }

    /**
     * Adds a node and returns the names of its {@code count} outputs: {@code name}, {@code name_1}, ... unless taken.
     */
    public List<String> nodes(String name, int count, String op, List<String> inputs, Attributes attributes) {
        Objects.requireNonNull(name, "name");
        var names = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            names.add(unique(name));
        }
        nodes.add(new Node(names.get(0), "", op, inputs, names, attributes));
        return names;
    }

    /**
     * Adds a node.
     *
     * @throws IllegalArgumentException if the name of an output is taken
     */
    public void add(Node node) {
        node.outputs().stream().filter(o -> !o.isEmpty()).forEach(this::claim);
        nodes.add(node);
    }

    /** Adds a node that writes tensors of the graph that is rewritten. */
    void keep(Node node) {
        nodes.add(node);
    }

    /** Returns the output of a node without attributes that has this operator and these inputs, if any. */
    Optional<String> written(String op, List<String> inputs) {
        return nodes.stream()
                .filter(n -> n.isStandard() && n.op().equals(op))
                .filter(n -> n.inputs().equals(inputs) && n.attributes().names().isEmpty())
                .map(Node::output)
                .findFirst();
    }

    /** Returns the name of a node's second output, which is added if the node has only one. */
    public String secondOutput(Node node) {
        int at = find(node);
        var outputs = new ArrayList<>(nodes.get(at).outputs());
        if (outputs.size() < 2 || outputs.get(1).isEmpty()) {
            outputs.subList(1, outputs.size()).clear();
            outputs.add(unique(node.output() + "/second"));
            nodes.set(at, node.withOutputs(outputs));
        }
        return outputs.get(1);
    }

    private int find(Node node) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).output().equals(node.output())) {
                return i;
            }
        }
        throw new IllegalArgumentException("no node writes " + node.output());
    }

    /** Sets the version of another operator set, such as {@code ai.onnx.ml}; without this call it is 1. */
    public void domain(String name, int version) {
        Objects.requireNonNull(name, "name");
        operators = operators.with(name, version);
    }

    /** Adds an entry to the model's metadata. It replaces an entry of the same key. */
    public void metadata(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        metadata.put(key, value);
    }

    /** Returns a graph with all that was added so far; the builder can be used further. */
    public Graph build() {
        return new Graph(operators, inputs, outputs, initializers, nodes, metadata);
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 1; !taken.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }

    private void claim(String name) {
        if (!taken.add(name)) {
            throw new IllegalArgumentException("two tensors are named " + name);
        }
    }
}
