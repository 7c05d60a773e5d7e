package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an ONNX graph node by node. Every method that makes a tensor returns its name, so that graphs read as formulas:
 * {@code g.node("Mul", dy, g.node("Sub", one, y))}. Not thread safe.
 */
public final class GraphBuilder {

    private final int opset;
    private final List<TensorInfo> inputs = new ArrayList<>();
    private final List<TensorInfo> outputs = new ArrayList<>();
    private final Map<String, Constant> initializers = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private GraphBuilder(int opset) {
        this.opset = opset;
    }

    /** An empty graph of the given version of ONNX's operator set. */
    public static GraphBuilder opset(int version) {
        return new GraphBuilder(version);
    }

    /** A graph with the inputs, outputs and initializers of {@code graph} and none of its nodes. */
    static GraphBuilder like(Graph graph, int opset) {
        var builder = new GraphBuilder(opset);
        builder.inputs.addAll(graph.inputs());
        builder.outputs.addAll(graph.outputs());
        builder.initializers.putAll(graph.initializers());
        builder.taken.addAll(graph.inputNames());
        builder.taken.addAll(graph.initializers().keySet());
        return builder;
    }

    /** A graph that begins as a copy of {@code graph}; no tensor of it is named anew. */
    public static GraphBuilder from(Graph graph) {
        var builder = new GraphBuilder(graph.opset());
        builder.inputs.addAll(graph.inputs());
        builder.outputs.addAll(graph.outputs());
        builder.initializers.putAll(graph.initializers());
        builder.nodes.addAll(graph.nodes());
        builder.taken.addAll(graph.tensors());
        return builder;
    }

    /**
     * Declares an input.
     *
     * @param dims a number for a fixed size, a name such as {@code "N"} for a free one
     */
    public String input(String name, ElementType type, Object... dims) {
        claim(name);
        inputs.add(TensorInfo.of(name, type, dims));
        return name;
    }

    /** Marks a tensor as an output of the graph; its type and shape are left to inference. */
    public void output(String name) {
        outputs.add(TensorInfo.of(name));
    }

    /** Marks a tensor as an output of the graph with a declared type and shape, see {@link #input}. */
    public void output(String name, ElementType type, Object... dims) {
        outputs.add(TensorInfo.of(name, type, dims));
    }

    /** Adds a tensor under its own name. */
    public String initializer(Constant tensor) {
        claim(tensor.name());
        initializers.put(tensor.name(), tensor);
        return tensor.name();
    }

    public String initializer(String name, float[] values, long... shape) {
        return initializer(Constant.floats(name, values, shape));
    }

    public String initializer(String name, long[] values, long... shape) {
        return initializer(Constant.integers(name, values, shape));
    }

    /** A float32 tensor that is named {@code wanted} or, where that is taken, {@code wanted_1}, ... */
    public String constant(String wanted, float[] values, long... shape) {
        String name = unique(wanted);
        initializers.put(name, Constant.floats(name, values, shape));
        return name;
    }

    /** Whether a tensor of that name is there already. */
    public boolean has(String tensor) {
        return taken.contains(tensor);
    }

    /** A float32 scalar; equal ones share a tensor. */
    public String scalar(double value) {
        String name = "const/" + (float) value;
        return taken.contains(name) ? name : initializer(name, new float[] {(float) value});
    }

    /** A vector of int64; equal ones share a tensor. */
    public String vector(long... values) {
        String name = "const/" + Arrays.toString(values);
        return taken.contains(name) ? name : initializer(name, values, values.length);
    }

    /** Adds a node with one output, which is named {@code wanted} or, where that is taken, {@code wanted_1}, ... */
    public String node(String wanted, String op, List<String> inputs, Attributes attributes) {
        return nodes(wanted, 1, op, inputs, attributes).get(0);
    }

    public String node(String wanted, String op, List<String> inputs) {
        return node(wanted, op, inputs, Attributes.none());
    }

    /** Adds a node with {@code count} outputs. */
    public List<String> nodes(String wanted, int count, String op, List<String> inputs, Attributes attributes) {
        var names = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            names.add(unique(wanted));
        }
        nodes.add(new Node(names.get(0), "", op, inputs, names, attributes));
        return names;
    }

    /** Adds a node as it is; its outputs must be new names. */
    public void add(Node node) {
        node.outputs().stream().filter(o -> !o.isEmpty()).forEach(this::claim);
        nodes.add(node);
    }

    /** The name of a node's second output, which is added where the node has only one. */
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

    /** Returns the graph as it is written so far. */
    public Graph build() {
        return new Graph(opset, inputs, outputs, initializers, nodes);
    }

    private String unique(String wanted) {
        String name = wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    private void claim(String name) {
        if (!taken.add(name)) {
            throw new IllegalArgumentException("two tensors are named " + name);
        }
    }
}
