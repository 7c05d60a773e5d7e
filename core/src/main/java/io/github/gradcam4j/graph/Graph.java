package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.text.MessageText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * An ONNX graph: its nodes in topological order, and the producer and consumers of each tensor. A {@link GraphBuilder}
 * writes one, a {@link ModelSource} reads one. Immutable and thread safe.
 */
public final class Graph {

    private static final System.Logger LOG = System.getLogger(Graph.class.getName());

    private final OperatorSets operators;
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;
    private final Map<String, Constant> initializers;
    private final List<Node> nodes;
    private final Map<String, String> metadata;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();

    Graph(
            OperatorSets operators,
            Collection<TensorInfo> inputs,
            Collection<TensorInfo> outputs,
            Map<String, Constant> initializers,
            Collection<Node> nodes,
            Map<String, String> metadata) {
        this.operators = operators;
        this.initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        this.inputs =
                inputs.stream().filter(i -> !initializers.containsKey(i.name())).toList();
        this.outputs = List.copyOf(outputs);
        this.nodes = List.copyOf(nodes);
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        for (Node node : this.nodes) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && producers.put(output, node) != null) {
                    throw new InvalidModelException(
                            String.format(Locale.ROOT, "tensor %s is written by two nodes", output));
                }
            }
            for (String input : distinct(node.reads())) {
                consumers.computeIfAbsent(input, i -> new ArrayList<>(1)).add(node);
            }
        }
    }

    private static Collection<String> distinct(List<String> names) {
        return names.size() < 2 ? names : new LinkedHashSet<>(names);
    }

    /** Returns the graph of a model whose functions are inlined. */
    static Graph of(ModelProto model) {
        var graph = model.getGraph();
        var initializers = new LinkedHashMap<String, Constant>();
        graph.getInitializerList().forEach(t -> initializers.put(t.getName(), Constant.of(t)));
        var metadata = new LinkedHashMap<String, String>();
        model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
        return new Graph(
                        OperatorSets.of(model),
                        graph.getInputList().stream().map(TensorInfo::of).toList(),
                        graph.getOutputList().stream().map(TensorInfo::of).toList(),
                        initializers,
                        TopologicalOrder.of(nodes(graph)),
                        metadata)
                .withKnownOutputs();
    }

    private Graph withKnownOutputs() {
        var known = tensors();
        for (String output : outputNames()) {
            if (!known.contains(output)) {
                throw new InvalidModelException(
                        String.format(Locale.ROOT, "no node of the model computes its output '%s'", output));
            }
        }
        return this;
    }

    /** Returns the nodes that write a tensor, each with a name of its own or none: ONNX Runtime refuses equal names. */
    private static List<Node> nodes(GraphProto graph) {
        var names = new HashSet<String>();
        var nodes = new ArrayList<Node>();
        for (var proto : graph.getNodeList()) {
            if (!TopologicalOrder.writes(proto)) {
                continue;
            }
            var node = Node.of(TopologicalOrder.inSubgraphs(proto));
            boolean equal = !node.name().isEmpty() && !names.add(node.name());
            nodes.add(equal ? node.withName(node.name() + "_" + nodes.size()) : node);
        }
        return nodes;
    }

    /**
     * Checks that all tensors that nodes read are written, and none that is given.
     *
     * @throws InvalidModelException if a node reads another tensor, or writes an input or initializer
     */
    void requireWritten() {
        var given = new HashSet<>(inputNames());
        given.addAll(initializers.keySet());
        var written = tensors();
        for (Node node : nodes) {
            for (String output : node.outputs()) {
                if (given.contains(output)) {
                    throw node.invalid("writes '" + MessageText.excerpt(output) + "', an input or initializer");
                }
            }
            for (String read : node.reads()) {
                if (!written.contains(read)) {
                    throw new InvalidModelException(String.format(
                            Locale.ROOT,
                            "%s (node %s) reads the tensor '%s', which no node writes",
                            node.op(),
                            MessageText.excerpt(node.label()),
                            MessageText.excerpt(read)));
                }
            }
        }
    }

    /** Returns the version of ONNX's operator set. */
    public int opset() {
        return operators.onnx();
    }

    /** Returns the version of the operator set of a domain, such as {@code ai.onnx.ml}; 1 if it is not imported. */
    public int opset(String domain) {
        String name = OperatorSets.domain(Objects.requireNonNull(domain, "domain"));
        return name.isEmpty() ? opset() : operators.domains().getOrDefault(name, 1);
    }

    /** Returns the versions of all operator sets. */
    OperatorSets operators() {
        return operators;
    }

    /** Returns the inputs, without the initializers that old exporters list among them. */
    public List<TensorInfo> inputs() {
        return inputs;
    }

    /** Returns the outputs. */
    public List<TensorInfo> outputs() {
        return outputs;
    }

    /** Returns the metadata of the model that was read, by key; empty for a graph that was rewritten node by node. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the names of the inputs. */
    public List<String> inputNames() {
        return inputs.stream().map(TensorInfo::name).toList();
    }

    /** Returns the names of the outputs. */
    public List<String> outputNames() {
        return outputs.stream().map(TensorInfo::name).toList();
    }

    /** Returns the tensors whose values are part of the graph, such as weights, by name. */
    public Map<String, Constant> initializers() {
        return initializers;
    }

    /**
     * Returns the same graph with its large float32 initializers outside the heap. Sessions of this graph and of all
     * its parts share them, so that the weights of a split model are in memory once.
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
     * Returns the same graph with other values of some initializers.
     *
     * @param changed tensors with the names, types and shapes of initializers of this graph
     * @throws IllegalArgumentException if the graph has no initializer of such a name
     */
    public Graph withInitializers(Collection<Constant> changed) {
        var all = new LinkedHashMap<>(initializers);
        for (Constant constant : changed) {
            if (all.replace(constant.name(), constant) == null) {
                throw new IllegalArgumentException("the graph has no initializer " + constant.name());
            }
        }
        return new Graph(operators, inputs, outputs, all, nodes, metadata);
    }

    /**
     * Returns the same graph with constants in place of initializers or of tensors that nodes compute. Nodes whose
     * results are then unused are left out.
     *
     * @param constants tensors with the names, types and shapes of tensors of this graph
     * @throws IllegalArgumentException if the graph has no tensor of such a name, or it is an input
     */
    public Graph withConstants(Collection<Constant> constants) {
        for (Constant constant : constants) {
            if (!initializers.containsKey(constant.name()) && !producers.containsKey(constant.name())) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "no node of the graph computes the tensor %s", constant.name()));
            }
        }
        return ComputedConstants.replace(this, constants);
    }

    /**
     * Returns the same graph with values in place of some inputs.
     *
     * @param values tensors with the names and types of inputs; if an input's first dimension is free, a value for one
     *     image, whose first dimension is 1, is repeated for all images of a batch
     * @param batchOf the name of the input whose first dimension is the batch
     * @throws IllegalArgumentException if the graph has no input of such a name
     */
    public Graph withInputValues(Collection<Constant> values, String batchOf) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(batchOf, "batchOf");
        return values.isEmpty() ? this : InputValues.replace(this, values, batchOf);
    }

    /**
     * Returns a graph that computes the same with a float32 input of the same name in place of one of integers. There
     * is a gradient at the new input if the graph only moves, adds or multiplies integers before it converts them.
     */
    public Graph withFloatInput(String input) {
        Objects.requireNonNull(input, "input");
        return IntegerInput.replace(this, input);
    }

    /**
     * Returns the same graph with real numbers in place of quantized outputs: a DequantizeLinear behind each output of
     * integers that a QuantizeLinear computes. The outputs keep their names. Returns this graph if it has none.
     */
    public Graph withDequantizedOutputs() {
        return IntegerOutput.dequantize(this);
    }

    /**
     * Returns a graph that computes the same with an input of another type in the position of one, converted by a Cast.
     * The tensor of the old input keeps its name; the name of the new input is the old one with the type appended.
     *
     * @throws IllegalArgumentException if the graph has no such input
     */
    public Graph withCastInput(String input, ElementType type) {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(type, "type");
        return CastInput.replace(this, input, type);
    }

    /** Converts half, bfloat16 and double precision to float32. Returns this graph if it has only float32. */
    public Graph float32() {
        if (!Float16ToFloat32.needed(this)) {
            return this;
        }
        LOG.log(Level.DEBUG, () -> "converted to float32: " + this);
        return of(Float16ToFloat32.of(toModel()));
    }

    /**
     * Replaces operators that ONNX's documentation defines by simpler ones, such as {@code Attention}, and fused
     * operators of ONNX Runtime by their parts. The tensors keep their names. Returns this graph if it has none.
     */
    public Graph expandOperators() {
        return OpsetLowering.lower(OperatorExpansion.expand(this));
    }

    /**
     * Converts the graph to opset 18, the one of backward graphs. Returns this graph if its opset is 18 or later.
     *
     * @param ranks returns the number of dimensions of a tensor by its name
     * @throws InvalidModelException if the opset is older than 7, or an operator cannot be converted
     */
    public Graph upgradeOpset(ToIntFunction<String> ranks) {
        Objects.requireNonNull(ranks, "ranks");
        var upgraded = OpsetUpgrade.upgrade(this, OpsetUpgrade.OPSET, ranks);
        if (upgraded != this) {
            LOG.log(Level.DEBUG, () -> String.format(Locale.ROOT, "upgraded to opset %d: %s", upgraded.opset(), this));
        }
        return upgraded;
    }

    /**
     * Returns the first opset, {@value OpsetForms#OLDEST} or later, that has all operators of this graph with their
     * attributes and inputs. Only for a graph of opset {@value OpsetForms#OLDEST} or later.
     */
    public int leastOpset() {
        var forms = new OpsetForms(this);
        return nodes.stream().mapToInt(forms::since).max().orElse(OpsetForms.OLDEST);
    }

    /**
     * Converts the graph to another opset.
     *
     * @param opset {@link #leastOpset} or later
     * @param ranks returns the number of dimensions of a tensor by its name
     * @throws InvalidModelException if an operator does not exist in this opset or cannot be converted to it
     */
    public Graph withOpset(int opset, ToIntFunction<String> ranks) {
        Objects.requireNonNull(ranks, "ranks");
        return opset == opset() ? this : OpsetForms.convert(this, opset, ranks);
    }

    /**
     * Replaces each {@code If} whose condition depends only on shapes by the branch that is taken. Returns this graph
     * if nothing is replaced.
     *
     * @param conditions returns the values of a tensor of booleans for the shapes of interest; empty if they depend on
     *     the values of the inputs
     */
    public Graph foldIfs(Function<String, Optional<long[]>> conditions) {
        Objects.requireNonNull(conditions, "conditions");
        return ConstantIfFolding.fold(this, conditions);
    }

    /** Returns the nodes in topological order. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns the node that writes a tensor; empty for an input, an initializer or an unknown name. */
    public Optional<Node> producer(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return Optional.ofNullable(producers.get(tensor));
    }

    /** Returns the value of a tensor that is an initializer, or the tensor of a Constant node. */
    public Optional<Constant> constant(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return Optional.ofNullable(initializers.get(tensor))
                .or(() -> producer(tensor).flatMap(Node::constant));
    }

    /** Returns the nodes that read a tensor, directly or in their subgraphs, in topological order. */
    public List<Node> consumers(String tensor) {
        Objects.requireNonNull(tensor, "tensor");
        return consumers.getOrDefault(tensor, List.of());
    }

    /** Returns the names of all tensors: inputs, initializers, then the outputs of nodes. */
    public Set<String> tensors() {
        var names = new LinkedHashSet<>(inputNames());
        names.addAll(initializers.keySet());
        nodes.forEach(n -> names.addAll(n.outputs()));
        names.remove("");
        return names;
    }

    /** Returns these tensors and all tensors that are computed from them. */
    public Set<String> descendants(Collection<String> tensors) {
        Objects.requireNonNull(tensors, "tensors");
        var reached = new LinkedHashSet<>(tensors);
        for (Node node : nodes) {
            if (!Collections.disjoint(node.reads(), reached)) {
                node.outputs().stream().filter(o -> !o.isEmpty()).forEach(reached::add);
            }
        }
        return reached;
    }

    /** Returns these tensors and all tensors from which they are computed. */
    public Set<String> ancestors(Collection<String> tensors) {
        Objects.requireNonNull(tensors, "tensors");
        var reached = new LinkedHashSet<>(tensors);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (!Collections.disjoint(nodes.get(i).outputs(), reached)) {
                reached.addAll(nodes.get(i).reads());
            }
        }
        return reached;
    }

    /**
     * Returns the part of the graph between some tensors, as {@code onnx.utils.extract_model} does: the nodes from
     * which the outputs are computed, up to the tensors that become inputs. Inputs of this graph that the part needs
     * are added.
     *
     * @param partInputs declarations of the tensors that become inputs, in their order
     * @param partOutputs names of the tensors that become outputs, in their order
     */
    public Graph part(Collection<TensorInfo> partInputs, Collection<String> partOutputs) {
        Objects.requireNonNull(partInputs, "partInputs");
        Objects.requireNonNull(partOutputs, "partOutputs");
        var given = partInputs.stream().map(TensorInfo::name).collect(Collectors.toSet());
        var needed = new LinkedHashSet<>(partOutputs);
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
        var allInputs = new ArrayList<>(partInputs);
        inputs.stream()
                .filter(i -> needed.contains(i.name()) && !given.contains(i.name()))
                .forEach(allInputs::add);
        var declarations = new HashMap<String, TensorInfo>();
        outputs.forEach(o -> declarations.putIfAbsent(o.name(), o));
        var declaredOutputs = partOutputs.stream()
                .map(o -> declarations.containsKey(o) ? declarations.get(o) : TensorInfo.of(o))
                .toList();
        return new Graph(operators, allInputs, declaredOutputs, values, kept, metadata);
    }

    /**
     * Returns a graph with the nodes of this graph and of another one that continues it, as the second part of a graph
     * that was cut in two. Inputs of the other graph that this one computes are connected. Nodes that are in both are
     * kept once.
     *
     * @param next its tensors of the same name as tensors of this graph are the same
     * @return inputs: those of this graph, and the others of {@code next}; outputs: those of {@code next}
     * @throws InvalidModelException if the versions of an operator set differ
     */
    public Graph then(Graph next) {
        var own = tensors();
        var allInputs = new ArrayList<>(inputs);
        next.inputs.stream().filter(i -> !own.contains(i.name())).forEach(allInputs::add);
        var values = new LinkedHashMap<>(next.initializers);
        values.putAll(initializers);
        var all = new ArrayList<>(nodes);
        next.nodes.stream()
                .filter(n -> n.outputs().stream().noneMatch(producers::containsKey))
                .forEach(all::add);
        return new Graph(operators.and(next.operators), allInputs, next.outputs, values, all, metadata);
    }

    /**
     * Returns this graph with further outputs, which another graph computes from some of its tensors.
     *
     * @param further a graph of the same opset that has the nodes
     * @param shared the tensors of this graph that {@code further} reads as they are
     * @param cast the tensors of this graph that {@code further} reads in another type, with this type
     * @param names new names of tensors of {@code further}, such as its outputs; all others keep theirs unless this
     *     graph has another tensor of that name
     * @param added declarations of the outputs, under their new names
     */
    public Graph extendedBy(
            Graph further,
            Set<String> shared,
            Map<String, ElementType> cast,
            Map<String, String> names,
            List<TensorInfo> added) {
        Objects.requireNonNull(further, "further");
        Objects.requireNonNull(shared, "shared");
        Objects.requireNonNull(cast, "cast");
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(added, "added");
        return new GraphExtension(this, further, shared, cast, names).with(added);
    }

    /** Returns whether a node rounds values to integers, so that last bits of the values decide about the result. */
    public boolean quantizes() {
        return nodes.stream().anyMatch(n -> n.op().endsWith("QuantizeLinear"));
    }

    /**
     * Checks that ONNX Runtime can be given this graph: for some attributes it does not return an error, but ends the
     * whole process.
     *
     * @throws InvalidModelException if a node has such attributes
     */
    public void requireRunnable() {
        FatalNodes.check(this);
    }

    /** Returns the bytes of an ONNX file with this graph and all its weights. */
    public byte[] toBytes() {
        return toModel().toByteArray();
    }

    /**
     * Returns the bytes of an ONNX file for a session. The constants outside the heap are declared as external data, as
     * the session receives them separately. Nodes are added that check, during a run, shapes that ONNX Runtime does not
     * check.
     */
    public byte[] toBytesForSession() {
        return toBytes(RunGuards.of(this, true));
    }

    /** Returns the bytes of {@link #toBytesForSession} without checks of constants, which hinder shape inference. */
    public byte[] toBytesForInference() {
        return toBytes(RunGuards.of(this, false));
    }

    /** Returns whether a session of {@link #toBytesForInference} has all checks, so that it may also run. */
    public boolean mayRunInference() {
        return RunGuards.of(this, false).isComplete();
    }

    private byte[] toBytes(RunGuards guards) {
        return model(guards.nodes(), guards.constants(), Constant::toProtoWithoutOffHeap)
                .toByteArray();
    }

    /** Returns what is wrong with the model if ONNX Runtime's message is about a node that a session added. */
    public static Optional<String> explainFailure(String message) {
        return RunGuards.explain(Objects.requireNonNull(message, "message"));
    }

    /** Writes the graph with all its weights to an ONNX file. The write is atomic; an existing file is replaced. */
    public void write(Path file) throws IOException {
        write(toModel(), file);
    }

    /**
     * Writes the graph to an ONNX file, and its large weights to a second file beside it, whose name has {@code .data}
     * appended. Models of more than 2 GiB need that. The writes are atomic; existing files are replaced.
     */
    public void writeWithData(Path file) throws IOException {
        ExternalDataWriter.write(this, Objects.requireNonNull(file, "file"));
    }

    /** Returns this graph with other metadata. */
    public Graph withMetadata(Map<String, String> entries) {
        Objects.requireNonNull(entries, "entries");
        return new Graph(operators, inputs, outputs, initializers, nodes, entries);
    }

    /**
     * Returns this graph with a fixed number of images: a free first dimension of the inputs becomes this size, and so
     * does each dimension of inputs and outputs that has its name.
     */
    public Graph withBatch(long images) {
        return FixedBatch.of(this, images);
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

    /** @param form the form of the tensors */
    ModelProto model(Function<Constant, TensorProto> form) {
        return model(nodes, List.of(), form);
    }

    /** @param further constants that these nodes need beside the initializers */
    private ModelProto model(List<Node> ordered, List<Constant> further, Function<Constant, TensorProto> form) {
        var graph = GraphProto.newBuilder().setName("gradcam4j");
        inputs.forEach(i -> graph.addInput(i.proto()));
        outputs.forEach(o -> graph.addOutput(o.proto()));
        initializers.values().forEach(t -> graph.addInitializer(form.apply(t)));
        further.forEach(t -> graph.addInitializer(form.apply(t)));
        ordered.forEach(n -> graph.addNode(n.toProto()));
        var model = ModelProto.newBuilder()
                .setIrVersion(opset() >= 21 ? 10 : 8)
                .setProducerName("gradcam4j")
                .addAllOpsetImport(operators.imports(graph.getNodeList()));
        metadata.forEach(
                (key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
        return model.setGraph(graph).build();
    }

    /** Returns the inputs, the outputs, and the number of nodes and initializers. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Graph[opset %d, %s -> %s, %d nodes, %d initializers]",
                opset(),
                inputs,
                outputs,
                nodes.size(),
                initializers.size());
    }
}
