package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * A readable view of an ONNX graph: its nodes in topological order, who makes each tensor and who reads it. Immutable
 * and thread safe.
 */
public final class Graph {

    private static final System.Logger LOG = System.getLogger(Graph.class.getName());

    private final int opset;
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;
    private final Map<String, Constant> initializers;
    private final List<Node> nodes;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();

    Graph(
            int opset,
            Collection<TensorInfo> inputs,
            Collection<TensorInfo> outputs,
            Map<String, Constant> initializers,
            Collection<Node> nodes) {
        this.opset = opset;
        this.initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        this.inputs =
                inputs.stream().filter(i -> !initializers.containsKey(i.name())).toList();
        this.outputs = List.copyOf(outputs);
        this.nodes = List.copyOf(nodes);
        for (Node node : this.nodes) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && producers.put(output, node) != null) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "tensor %s is written by two nodes", output));
                }
            }
            for (String input : new LinkedHashSet<>(node.reads())) {
                consumers.computeIfAbsent(input, i -> new ArrayList<>()).add(node);
            }
        }
    }

    /** The graph of a model whose functions are inlined. */
    static Graph of(ModelProto model) {
        var graph = model.getGraph();
        var initializers = new LinkedHashMap<String, Constant>();
        graph.getInitializerList().forEach(t -> initializers.put(t.getName(), Constant.of(t)));
        return new Graph(
                ModelFile.opset(model),
                graph.getInputList().stream().map(TensorInfo::new).toList(),
                graph.getOutputList().stream().map(TensorInfo::new).toList(),
                initializers,
                graph.getNodeList().stream().map(Node::of).toList());
    }

    /** The version of ONNX's operator set that the nodes are written in. */
    public int opset() {
        return opset;
    }

    /** What a caller feeds: initializers listed among the inputs, as old exporters do, are left out. */
    public List<TensorInfo> inputs() {
        return inputs;
    }

    public List<TensorInfo> outputs() {
        return outputs;
    }

    public List<String> inputNames() {
        return inputs.stream().map(TensorInfo::name).toList();
    }

    public List<String> outputNames() {
        return outputs.stream().map(TensorInfo::name).toList();
    }

    /** The tensors whose values are part of the graph, by name. */
    public Map<String, Constant> initializers() {
        return initializers;
    }

    /**
     * Returns the same graph with its large float32 initializers outside the heap, where sessions of this graph and of every
     * part of it share them: weights are in memory once, however often a model is split.
     */
    public Graph offHeap() {
        var moved = new ArrayList<Constant>();
        for (Constant constant : initializers.values()) {
            var outside = constant.moved();
            if (outside != constant) {
                moved.add(outside);
            }
        }
        return moved.isEmpty() ? this : withInitializers(moved);
    }

    /**
     * Returns the same graph with other values for some of its initializers.
     *
     * @param changed tensors named as initializers of this graph, each of the same type and shape
     */
    public Graph withInitializers(Collection<Constant> changed) {
        var all = new LinkedHashMap<>(initializers);
        for (Constant constant : changed) {
            if (all.replace(constant.name(), constant) == null) {
                throw new IllegalArgumentException("the graph has no initializer " + constant.name());
            }
        }
        return new Graph(opset, inputs, outputs, all, nodes);
    }

    /** Returns the same computation in float32; this graph if it has no other floating-point type. */
    public Graph float32() {
        if (!Float16ToFloat32.needed(this)) {
            return this;
        }
        LOG.log(Level.DEBUG, () -> "converted to float32: " + this);
        return of(Float16ToFloat32.of(toModel()));
    }

    /**
     * Returns the same computation in an operator set in which backward graphs can be written, 18 or later.
     *
     * @param ranks the number of dimensions of each tensor
     * @throws InvalidModelException if an operator of an old operator set cannot be written in the newer one
     */
    public Graph upgradeOpset(ToIntFunction<String> ranks) {
        var upgraded = OpsetUpgrade.raise(this, ranks);
        if (upgraded != this) {
            LOG.log(Level.DEBUG, () -> String.format(Locale.ROOT, "upgraded to opset %d: %s", upgraded.opset, this));
        }
        return upgraded;
    }

    /**
     * Returns the graph with each {@code If} whose condition follows from shapes alone replaced by the branch that is taken.
     *
     * @param known the values of a tensor of booleans at the shapes that the graph is meant for; empty where unknown
     * @return this graph if there is nothing to replace
     */
    public Graph foldIfs(Function<String, Optional<long[]>> known) {
        return ConstantIfFolding.fold(this, known);
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
            if (node.reads().stream().anyMatch(reached::contains)) {
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
                reached.addAll(nodes.get(i).reads());
            }
        }
        return reached;
    }

    /**
     * The part that computes {@code wanted}: their ancestors, as far as {@code stops}, which become inputs. Nothing else
     * is kept.
     *
     * @param stops tensors that are given from outside, in the order in which they become inputs
     */
    public Graph part(Collection<TensorInfo> stops, Collection<String> wanted) {
        var given = stops.stream().map(TensorInfo::name).collect(Collectors.toSet());
        var needed = new LinkedHashSet<>(wanted);
        var kept = new LinkedList<Node>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            var node = nodes.get(i);
            if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !given.contains(o))) {
                kept.addFirst(node);
                needed.addAll(node.reads());
            }
        }
        var values = new LinkedHashMap<>(initializers);
        values.keySet().retainAll(needed);
        values.keySet().removeAll(given);
        var heads = new ArrayList<>(stops);
        inputs.stream()
                .filter(i -> needed.contains(i.name()) && !given.contains(i.name()))
                .forEach(heads::add);
        var tails = wanted.stream().map(this::declared).toList();
        return new Graph(opset, heads, tails, values, kept);
    }

    private TensorInfo declared(String tensor) {
        return outputs.stream().filter(o -> o.name().equals(tensor)).findFirst().orElseGet(() -> TensorInfo.of(tensor));
    }

    /** Returns the graph as an ONNX model, complete with its weights. */
    public byte[] toBytes() {
        return toModel().toByteArray();
    }

    /**
     * Returns the graph as an ONNX model in which the constants outside the heap are declared as external data, for a
     * session that is given them apart.
     */
    public byte[] toBytesWithoutOffHeap() {
        return model(Constant::toProtoWithoutOffHeap).toByteArray();
    }

    /** Writes the graph to an ONNX file, complete with its weights. The file appears whole or not at all. */
    public void write(Path file) throws IOException {
        write(toModel(), file);
    }

    static void write(ModelProto model, Path file) throws IOException {
        AtomicFile.write(file, part -> {
            try (var out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                model.writeTo(out);
            }
        });
    }

    ModelProto toModel() {
        return model(Constant::toProto);
    }

    private ModelProto model(Function<Constant, TensorProto> form) {
        var graph = GraphProto.newBuilder().setName("gradcam4j");
        inputs.forEach(i -> graph.addInput(i.proto()));
        outputs.forEach(o -> graph.addOutput(o.proto()));
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

    /** Returns the inputs and outputs and how much is between them. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Graph[opset %d, %s -> %s, %d nodes, %d initializers]",
                opset,
                inputs,
                outputs,
                nodes.size(),
                initializers.size());
    }
}
