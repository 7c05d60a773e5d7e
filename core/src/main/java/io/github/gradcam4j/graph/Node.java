package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node of a graph: one use of an operator. Immutable and thread safe.
 *
 * @param name the node's name, possibly empty
 * @param domain the domain of the operator; empty for ONNX's own operators
 * @param op the operator's type, such as {@code Conv}
 * @param inputs names of the tensors read; an omitted optional input is the empty string
 * @param outputs names of the tensors written; an omitted optional output is the empty string
 * @param attributes the operator's attributes
 * @param metadata what exporters add, by key, such as the names of PyTorch's modules
 */
public record Node(
        String name,
        String domain,
        String op,
        List<String> inputs,
        List<String> outputs,
        Attributes attributes,
        Map<String, String> metadata) {

    private static final Set<String> SAME_DEFINITION = Set.of("QuantizeLinear", "DequantizeLinear");

    /** Copies the collections; the domain {@code ai.onnx} becomes empty. */
    public Node {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(op, "op");
        Objects.requireNonNull(attributes, "attributes");
        Objects.requireNonNull(metadata, "metadata");
        domain = OperatorSets.domain(domain);
        metadata = Map.copyOf(metadata);
        inputs = NonNullList.copyOf(inputs, "inputs");
        outputs = NonNullList.copyOf(outputs, "outputs");
    }

    /** Creates a node without metadata. */
    public Node(
            String name, String domain, String op, List<String> inputs, List<String> outputs, Attributes attributes) {
        this(name, domain, op, inputs, outputs, attributes, Map.of());
    }

    static Node of(NodeProto proto) {
        return new Node(
                proto.getName(),
                proto.getDomain(),
                proto.getOpType(),
                proto.getInputList(),
                proto.getOutputList(),
                Attributes.of(proto.getAttributeList()),
                proto.getMetadataPropsList().stream()
                        .collect(Collectors.toMap(
                                StringStringEntryProto::getKey, StringStringEntryProto::getValue, (a, b) -> b)));
    }

    /**
     * Returns whether the operator is defined by ONNX, or has the definition of ONNX's operator of its name: ONNX
     * Runtime's quantization of 16-bit integers before opset 21.
     */
    public boolean isStandard() {
        return domain.isEmpty() || domain.equals("com.microsoft") && SAME_DEFINITION.contains(op);
    }

    /**
     * Returns why {@link Graph#expandOperators} keeps this node, if it replaces other nodes of the same operator: a
     * part of a sentence, such as "has the activation Sin, which is not supported".
     */
    public Optional<String> expansionObstacle() {
        return OperatorExpansion.obstacle(this);
    }

    /** Returns the name of input {@code i}; empty if that optional input is omitted. */
    public String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    /** Returns whether input {@code i} is given. */
    public boolean hasInput(int i) {
        return !input(i).isEmpty();
    }

    /** Returns the name of the first output. */
    public String output() {
        return outputs.get(0);
    }

    /** Returns a copy with another name. */
    Node withName(String changed) {
        return new Node(changed, domain, op, inputs, outputs, attributes, metadata);
    }

    /** Returns a copy with other inputs. */
    public Node withInputs(List<String> inputs) {
        return new Node(name, domain, op, inputs, outputs, attributes, metadata);
    }

    /** Returns a copy with other outputs. */
    public Node withOutputs(List<String> outputs) {
        return new Node(name, domain, op, inputs, outputs, attributes, metadata);
    }

    /** Returns a copy with other attributes. */
    public Node withAttributes(Attributes attributes) {
        return new Node(name, domain, op, inputs, outputs, attributes, metadata);
    }

    /** Returns the node's name or, if it has none, the name of its first output, for messages. */
    public String label() {
        return name.isEmpty() && !outputs.isEmpty() ? output() : name;
    }

    /**
     * Returns the tensor of numbers or booleans that a {@code Constant} node writes, in each form of its attributes;
     * empty for text and for other operators.
     */
    public Optional<Constant> constant() {
        if (!isStandard() || !op.equals("Constant") || outputs.isEmpty()) {
            return Optional.empty();
        }
        if (attributes.has("value_float")) {
            return Optional.of(Constant.floats(output(), new float[] {attributes.real("value_float", 0)}));
        }
        if (attributes.has("value_int")) {
            return Optional.of(Constant.integers(output(), new long[] {attributes.integer("value_int", 0)}));
        }
        return attributes
                .tensor("value")
                .or(() -> attributes.reals("value_floats").map(v -> Constant.floats(output(), v, v.length)))
                .or(() -> attributes.integers("value_ints").map(v -> Constant.integers(output(), v, v.length)));
    }

    /**
     * Applies code that computes with the numbers of a node, such as a gradient rule.
     *
     * @throws InvalidModelException if it computes an index outside a shape or list, a negative size, or a number that
     *     does not exist: the attributes, inputs and shapes of the node do not fit each other. Other exceptions are
     *     those of the code
     */
    public <T> T interpret(Supplier<T> code) {
        try {
            return code.get();
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
            throw notFitting(e);
        } catch (IllegalArgumentException e) {
            throw isOfRange(e) ? notFitting(e) : e;
        }
    }

    private InvalidModelException notFitting(RuntimeException cause) {
        return new InvalidModelException(
                String.format(
                        Locale.ROOT,
                        "%s (node %s) is not valid: its attributes, inputs and shapes do not fit each other (%s)",
                        op,
                        label(),
                        cause.getMessage()),
                cause);
    }

    /** Returns whether a collection or array of the JDK refuses a range, such as one that ends before it begins. */
    private static boolean isOfRange(IllegalArgumentException e) {
        var stack = e.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith("java.util.");
    }

    /** Returns an exception for this node, with a problem such as "has no input 1". */
    public InvalidModelException invalid(String problem) {
        Objects.requireNonNull(problem, "problem");
        return new InvalidModelException(
                String.format(Locale.ROOT, "%s (node %s) is not valid: it %s", op, label(), problem));
    }

    /** Returns the names of the tensors read: the inputs, and outer tensors that its subgraphs use. */
    public List<String> reads() {
        if (!hasSubgraph() && !inputs.contains("")) {
            return inputs;
        }
        var names = new ArrayList<>(inputs);
        names.removeIf(String::isEmpty);
        attributes.all().stream().filter(a -> a.hasG()).forEach(a -> names.addAll(captured(a.getG())));
        return names;
    }

    /** Returns this node and the nodes of its subgraphs, with theirs. */
    public Stream<Node> withSubgraphs() {
        var inner = attributes.all().stream()
                .filter(a -> a.hasG())
                .flatMap(a -> a.getG().getNodeList().stream())
                .flatMap(proto -> of(proto).withSubgraphs());
        return Stream.concat(Stream.of(this), inner);
    }

    /** Returns whether an attribute is a graph, as the branches of an If. */
    boolean hasSubgraph() {
        for (var attribute : attributes.all()) {
            if (attribute.hasG()) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> captured(GraphProto subgraph) {
        var free = new TreeSet<String>();
        var inner = new TreeSet<String>();
        subgraph.getInputList().forEach(i -> inner.add(i.getName()));
        subgraph.getInitializerList().forEach(i -> inner.add(i.getName()));
        for (var proto : subgraph.getNodeList()) {
            of(proto).reads().stream().filter(i -> !inner.contains(i)).forEach(free::add);
            inner.addAll(proto.getOutputList());
        }
        subgraph.getOutputList().stream()
                .map(ValueInfoProto::getName)
                .filter(o -> !inner.contains(o))
                .forEach(free::add);
        return free;
    }

    /** Uses the outputs alone, which differ between the nodes of a graph: attributes may be large. */
    @Override
    public int hashCode() {
        return outputs.hashCode();
    }

    /** Returns the node as a formula, such as {@code y = Conv(x, w, b)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s = %s%s(%s)",
                String.join(", ", outputs),
                domain.isEmpty() ? "" : domain + ".",
                op,
                String.join(", ", inputs));
    }

    NodeProto toProto() {
        var proto = NodeProto.newBuilder();
        new TreeMap<>(metadata)
                .forEach((key, value) ->
                        proto.addMetadataPropsBuilder().setKey(key).setValue(value));
        return proto.setName(name)
                .setDomain(domain)
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(attributes.all())
                .build();
    }
}
