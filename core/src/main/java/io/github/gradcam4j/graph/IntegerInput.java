package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Replaces an input of integers by one of float32 with the same name, so that the input has a gradient. The nodes that
 * move, add or multiply values work on float32 too, where small integers are exact, up to the nodes that convert to
 * float32. All other nodes read the values converted back.
 */
final class IntegerInput {

    private static final String FLOATS = "/float32";
    private static final String INTEGERS = "/integers";

    /** Operators that move the values of their first input. */
    private static final Set<String> MOVES = Set.of(
            "Identity",
            "Transpose",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Slice",
            "Split",
            "Gather",
            "Expand",
            "DepthToSpace",
            "SpaceToDepth");

    private static final Set<String> ARITHMETIC = Set.of("Add", "Sub", "Mul");

    /** Types whose arithmetic does not overflow for values of an image. */
    private static final Set<ElementType> WIDE = Set.of(ElementType.INT32, ElementType.INT64);

    private static final Set<ElementType> SIGNED = Set.of(ElementType.INT16, ElementType.INT32, ElementType.INT64);

    /** A tensor of integers in float32. */
    private record Copy(String name, ElementType original) {}

    private final Graph graph;
    private final TensorInfo input;
    private final String integers;
    private final Set<String> taken;
    private final Map<String, Copy> copies = new HashMap<>();
    private final Map<String, String> constants = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private IntegerInput(Graph graph, TensorInfo input) {
        this.graph = graph;
        this.input = input;
        this.taken = graph.tensors();
        this.integers = unique(input.name(), INTEGERS);
    }

    static Graph replace(Graph graph, String name) {
        var input = graph.inputs().stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the graph has no input " + name));
        return new IntegerInput(graph, input).replaced();
    }

    private Graph replaced() {
        var inputs = graph.inputs().stream()
                .map(i -> i.equals(input) ? input.with(ElementType.FLOAT) : i)
                .toList();
        copies.put(input.name(), new Copy(input.name(), input.type()));
        nodes.add(cast(input.name(), integers, input.type()));
        graph.nodes().forEach(this::add);
        return new Graph(graph.operators(), inputs, graph.outputs(), graph.initializers(), nodes, graph.metadata())
                .part(inputs, graph.outputNames());
    }

    /** Adds a node of the original graph. */
    private void keep(Node node) {
        nodes.add(node.withInputs(node.inputs().stream()
                .map(i -> i.equals(input.name()) ? integers : i)
                .toList()));
    }

    private void add(Node node) {
        var read = copies.get(node.input(0));
        if (read == null || !node.domain().isEmpty()) {
            keep(node);
            if (node.domain().isEmpty()) {
                computeInFloat(node);
            }
        } else if (node.op().equals("Cast") && castType(node) == ElementType.FLOAT) {
            nodes.add(node.withInputs(List.of(read.name)));
        } else if (node.op().equals("DequantizeLinear") && isScalar(node.input(1))) {
            dequantize(node, read.name);
        } else {
            keep(node);
            if (node.op().equals("Cast")) {
                widen(node, read);
            } else if (movesFirst(node)) {
                var inputs = new ArrayList<>(node.inputs());
                inputs.set(0, read.name);
                addCopy(node.op(), inputs, node, read.original);
            } else {
                computeInFloat(node);
            }
        }
    }

    private static ElementType castType(Node cast) {
        return ElementType.ofCode((int) cast.attributes().integer("to", 0));
    }

    private boolean isScalar(String tensor) {
        return Optional.ofNullable(graph.initializers().get(tensor))
                .filter(c -> c.size() == 1)
                .isPresent();
    }

    private static boolean movesFirst(Node node) {
        boolean nearest = node.op().equals("Resize")
                && node.attributes().text("mode", "nearest").equals("nearest");
        return nearest || MOVES.contains(node.op());
    }

    /** Writes {@code (x - zero point) * scale}. */
    private void dequantize(Node node, String read) {
        String centered = read;
        if (node.hasInput(2)) {
            centered = unique(node.output() + "/centered", FLOATS);
            nodes.add(new Node(
                    centered, "", "Sub", List.of(read, constant(node.input(2))), List.of(centered), Attributes.none()));
        }
        nodes.add(
                new Node(node.name(), "", "Mul", List.of(centered, node.input(1)), node.outputs(), Attributes.none()));
    }

    /** Copies a conversion to a type of integers that has every value of the old type. */
    private void widen(Node cast, Copy read) {
        var type = castType(cast);
        if (SIGNED.contains(type) && type.bytes() > read.original.bytes()) {
            addCopy("Identity", List.of(read.name), cast, type);
        }
    }

    /** Repeats a node in float32 if all values that it computes with are the image's or constant. */
    private void computeInFloat(Node node) {
        var values = switch (node.op()) {
            case "Concat" -> IntStream.range(0, node.inputs().size()).boxed().toList();
            case "Add", "Sub", "Mul" -> List.of(0, 1);
            case "Pad" -> List.of(0, 2);
            default -> List.<Integer>of();
        };
        var read = values.stream()
                .map(node::input)
                .filter(copies::containsKey)
                .map(copies::get)
                .findFirst();
        boolean known = values.stream()
                .map(node::input)
                .allMatch(t -> t.isEmpty()
                        || copies.containsKey(t)
                        || graph.initializers().containsKey(t));
        if (read.isEmpty() || !known || ARITHMETIC.contains(node.op()) && !WIDE.contains(read.get().original)) {
            return;
        }
        var inputs = new ArrayList<>(node.inputs());
        for (int i : values) {
            if (node.hasInput(i)) {
                var copy = copies.get(node.input(i));
                inputs.set(i, copy == null ? constant(node.input(i)) : copy.name);
            }
        }
        addCopy(node.op(), inputs, node, read.get().original);
    }

    private String constant(String tensor) {
        return constants.computeIfAbsent(tensor, t -> {
            String name = unique(t, FLOATS);
            nodes.add(cast(t, name, ElementType.FLOAT));
            return name;
        });
    }

    private void addCopy(String op, List<String> inputs, Node original, ElementType type) {
        var outputs = original.outputs().stream().map(o -> copy(o, type)).toList();
        var attributes = op.equals(original.op()) ? original.attributes() : Attributes.none();
        nodes.add(new Node(outputs.get(0), "", op, inputs, outputs, attributes));
    }

    private String copy(String tensor, ElementType type) {
        if (tensor.isEmpty()) {
            return tensor;
        }
        String added = unique(tensor, FLOATS);
        copies.put(tensor, new Copy(added, type));
        return added;
    }

    private static Node cast(String from, String to, ElementType type) {
        return new Node(to, "", "Cast", List.of(from), List.of(to), Attributes.of("to", type.code()));
    }

    private String unique(String tensor, String suffix) {
        String name = tensor + suffix;
        for (int i = 1; !taken.add(name); i++) {
            name = String.format(Locale.ROOT, "%s%s_%d", tensor, suffix, i);
        }
        return name;
    }
}
