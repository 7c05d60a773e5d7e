package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A readable view of an ONNX graph: its nodes in topological order, who makes each tensor and who reads it. Immutable
 * and thread safe.
 */
public final class Graph {

    /** Bytes from which on a tensor is worth sharing; what is smaller the engine may want to fold. */
    private static final int LARGE = 1 << 12;

    private final int opset;
    private final List<ValueInfoProto> inputs;
    private final List<ValueInfoProto> outputs;
    private final Map<String, TensorProto> initializers;
    private final Map<String, ByteBuffer> weights;
    private final List<Node> nodes;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();

    Graph(
            int opset,
            Collection<ValueInfoProto> inputs,
            Collection<ValueInfoProto> outputs,
            Map<String, TensorProto> initializers,
            Map<String, ByteBuffer> weights,
            Collection<Node> nodes) {
        this.opset = opset;
        this.initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        this.inputs = inputs.stream()
                .filter(i -> !initializers.containsKey(i.getName()))
                .toList();
        this.outputs = List.copyOf(outputs);
        this.nodes = List.copyOf(nodes);
        for (Node node : this.nodes) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && producers.put(output, node) != null) {
                    throw new IllegalArgumentException("tensor %s is written by two nodes".formatted(output));
                }
            }
            for (String input : new LinkedHashSet<>(reads(node))) {
                consumers.computeIfAbsent(input, i -> new ArrayList<>()).add(node);
            }
        }
    }

    /** The graph of a model whose tensors all stand in it, see {@link ModelFile} for one with external data. */
    public static Graph of(ModelProto model) {
        return of(model.getGraph(), opset(model));
    }

    static Graph of(GraphProto graph, int opset) {
        var initializers = new LinkedHashMap<String, TensorProto>();
        graph.getInitializerList().forEach(t -> initializers.put(t.getName(), t));
        return new Graph(
                opset,
                graph.getInputList(),
                graph.getOutputList(),
                initializers,
                Map.of(),
                graph.getNodeList().stream().map(Node::of).toList());
    }

    static int opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
                .mapToInt(o -> (int) o.getVersion())
                .findFirst()
                .orElse(1);
    }

    /** The version of ONNX's operator set that the nodes are written in. */
    public int opset() {
        return opset;
    }

    /** What a caller feeds: initializers listed among the inputs, as old exporters do, are left out. */
    public List<ValueInfoProto> inputs() {
        return inputs;
    }

    public List<ValueInfoProto> outputs() {
        return outputs;
    }

    public List<String> inputNames() {
        return inputs.stream().map(ValueInfoProto::getName).toList();
    }

    public List<String> outputNames() {
        return outputs.stream().map(ValueInfoProto::getName).toList();
    }

    /** The tensors whose values stand in the model, by name; without those values where {@link #weights} has them. */
    public Map<String, TensorProto> initializers() {
        return initializers;
    }

    /** The values, little-endian and outside the heap, of the initializers that {@link #offHeap} has moved there. */
    public Map<String, ByteBuffer> weights() {
        return weights;
    }

    /**
     * The same graph with its large float32 initializers outside the heap, where sessions of this graph and of every part
     * of it share them: weights are in memory once, however often a model is cut.
     */
    public Graph offHeap() {
        var light = new LinkedHashMap<>(initializers);
        var moved = new LinkedHashMap<>(weights);
        initializers.forEach((name, tensor) -> {
            if (Constants.type(tensor) == DataType.FLOAT && tensor.getRawData().size() >= LARGE) {
                var direct = ByteBuffer.allocateDirect(tensor.getRawData().size());
                tensor.getRawData().copyTo(direct);
                moved.put(name, direct.flip());
                light.put(name, tensor.toBuilder().clearRawData().build());
            }
        });
        return new Graph(opset, inputs, outputs, light, moved, nodes);
    }

    /** Returns the same computation in float32; this graph if it has no other floating-point type. */
    public Graph float32() {
        return Float16ToFloat32.needed(this) ? of(Float16ToFloat32.of(toModel())) : this;
    }

    /** The same graph with values for initializers that have none yet. */
    Graph withWeights(Map<String, ByteBuffer> values) {
        var all = new LinkedHashMap<>(weights);
        all.putAll(values);
        return new Graph(opset, inputs, outputs, initializers, all, nodes);
    }

    /** In topological order. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The node that writes the tensor; empty for an input, an initializer or an unknown name. */
    public Optional<Node> producer(String tensor) {
        return Optional.ofNullable(producers.get(tensor));
    }

    /** The nodes that read the tensor, in topological order, from within their subgraphs too. */
    public List<Node> consumers(String tensor) {
        return consumers.getOrDefault(tensor, List.of());
    }

    /** Every tensor of the graph by name: inputs, initializers, then the nodes' outputs. */
    public Set<String> tensors() {
        var names = new LinkedHashSet<>(inputNames());
        names.addAll(initializers.keySet());
        nodes.forEach(n -> names.addAll(n.outputs()));
        names.remove("");
        return names;
    }

    /** All that depends on any of the tensors, themselves included. */
    public Set<String> descendants(Collection<String> tensors) {
        var reached = new LinkedHashSet<>(tensors);
        for (Node node : nodes) {
            if (reads(node).stream().anyMatch(reached::contains)) {
                node.outputs().stream().filter(o -> !o.isEmpty()).forEach(reached::add);
            }
        }
        return reached;
    }

    /** All that the tensors are computed from, themselves included. */
    public Set<String> ancestors(Collection<String> tensors) {
        var reached = new LinkedHashSet<>(tensors);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).outputs().stream().anyMatch(reached::contains)) {
                reached.addAll(reads(nodes.get(i)));
            }
        }
        return reached;
    }

    /** What a node reads: its inputs, and what its subgraphs take from outside themselves. */
    public static List<String> reads(Node node) {
        var names = new ArrayList<>(node.inputs());
        names.removeIf(String::isEmpty);
        node.attributes().all().stream().filter(a -> a.hasG()).forEach(a -> names.addAll(captured(a.getG())));
        return names;
    }

    private static Set<String> captured(GraphProto subgraph) {
        var free = new TreeSet<String>();
        var own = new TreeSet<String>();
        subgraph.getInputList().forEach(i -> own.add(i.getName()));
        subgraph.getInitializerList().forEach(i -> own.add(i.getName()));
        for (var proto : subgraph.getNodeList()) {
            reads(Node.of(proto)).stream().filter(i -> !own.contains(i)).forEach(free::add);
            own.addAll(proto.getOutputList());
        }
        subgraph.getOutputList().stream()
                .map(ValueInfoProto::getName)
                .filter(o -> !own.contains(o))
                .forEach(free::add);
        return free;
    }

    /**
     * The part that computes {@code wanted}: their ancestors, as far as {@code stops}, which become inputs. Nothing else
     * is kept.
     *
     * @param stops tensors that are given from outside, in the order in which they become inputs
     */
    public Graph part(Collection<ValueInfoProto> stops, Collection<String> wanted) {
        var given = stops.stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        var needed = new LinkedHashSet<>(wanted);
        var kept = new LinkedList<Node>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            var node = nodes.get(i);
            if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !given.contains(o))) {
                kept.addFirst(node);
                needed.addAll(reads(node));
            }
        }
        var values = new LinkedHashMap<>(initializers);
        values.keySet().retainAll(needed);
        values.keySet().removeAll(given);
        var heads = new ArrayList<>(stops);
        inputs.stream()
                .filter(i -> needed.contains(i.getName()) && !given.contains(i.getName()))
                .forEach(heads::add);
        var tails = wanted.stream().map(this::declared).toList();
        var data = new LinkedHashMap<>(weights);
        data.keySet().retainAll(values.keySet());
        return new Graph(opset, heads, tails, values, data, kept);
    }

    private ValueInfoProto declared(String tensor) {
        return outputs.stream()
                .filter(o -> o.getName().equals(tensor))
                .findFirst()
                .orElseGet(() -> ValueInfoProto.newBuilder().setName(tensor).build());
    }

    /** A model of this graph, complete with its weights. */
    public ModelProto toModel() {
        return model(tensor -> {
            var data = weights.get(tensor.getName());
            return data == null
                    ? tensor
                    : tensor.toBuilder()
                            .setRawData(ByteString.copyFrom(data.duplicate()))
                            .build();
        });
    }

    /** A model of this graph in which {@link #weights} are declared as external data, for whoever hands them over apart. */
    public ModelProto toModelWithoutWeights() {
        var elsewhere = StringStringEntryProto.newBuilder().setKey("location").setValue("weights");
        return model(tensor -> !weights.containsKey(tensor.getName())
                ? tensor
                : tensor.toBuilder()
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(elsewhere)
                        .build());
    }

    private ModelProto model(UnaryOperator<TensorProto> form) {
        var graph =
                GraphProto.newBuilder().setName("gradcam4j").addAllInput(inputs).addAllOutput(outputs);
        initializers.values().forEach(t -> graph.addInitializer(form.apply(t)));
        nodes.forEach(n -> graph.addNode(n.toProto()));
        var model = ModelProto.newBuilder()
                .setIrVersion(opset >= 21 ? 10 : 8)
                .setProducerName("gradcam4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
        nodes.stream()
                .map(Node::domain)
                .filter(d -> !d.isEmpty())
                .distinct()
                .forEach(d -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(d).setVersion(1)));
        return model.setGraph(graph).build();
    }
}
