package io.github.gradcam4j.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Replaces inputs by values. A value for one image of a batch is repeated for all images. */
final class InputValues {

    /** The first version of ONNX's operator set with Expand. */
    private static final int EXPAND = 8;

    private final Graph graph;
    private final Map<String, TensorInfo> inputs;
    private final Map<String, Constant> initializers;
    private final List<Node> nodes = new ArrayList<>();

    private InputValues(Graph graph) {
        this.graph = graph;
        this.inputs = graph.inputs().stream().collect(Collectors.toMap(TensorInfo::name, Function.identity()));
        this.initializers = new LinkedHashMap<>(graph.initializers());
    }

    static Graph replace(Graph graph, Collection<Constant> values, String batchOf) {
        var replacement = new InputValues(graph);
        values.forEach(value -> replacement.replace(value, batchOf));
        var left = new ArrayList<>(graph.inputs());
        left.removeIf(input -> values.stream().anyMatch(value -> value.name().equals(input.name())));
        replacement.nodes.addAll(graph.nodes());
        return new Graph(
                graph.operators(),
                left,
                graph.outputs(),
                replacement.initializers,
                replacement.nodes,
                graph.metadata());
    }

    private void replace(Constant value, String batchOf) {
        var input = Optional.ofNullable(inputs.get(value.name()))
                .orElseThrow(() -> new IllegalArgumentException(
                        String.format(Locale.ROOT, "the graph has no input %s", value.name())));
        if (isPerImage(input, value, inputs.get(batchOf)) && graph.opset() >= EXPAND) {
            expand(value, batchOf);
        } else {
            initializers.put(value.name(), value);
        }
    }

    private static boolean isPerImage(TensorInfo input, Constant value, TensorInfo image) {
        var declared = input.shape().orElse(new long[0]);
        var shape = value.shape();
        if (declared.length == 0 || declared[0] >= 0 || shape.length != declared.length || shape[0] != 1) {
            return false;
        }
        return input.symbol(0).isEmpty()
                || image.symbol(0).isEmpty()
                || input.symbol(0).equals(image.symbol(0));
    }

    /** Writes {@code Expand(value, [batch, 1, ...])}. */
    private void expand(Constant value, String batchOf) {
        String name = value.name();
        var ones = new long[value.shape().length - 1];
        Arrays.fill(ones, 1);
        add(value.withName(name + "/value"));
        add(Constant.integers(name + "/first", new long[] {0}, 1));
        add(Constant.integers(name + "/ones", ones, ones.length));
        node("Shape", name + "/image", Attributes.none(), batchOf);
        node("Gather", name + "/batch", Attributes.none(), name + "/image", name + "/first");
        node("Concat", name + "/shape", Attributes.of("axis", 0), name + "/batch", name + "/ones");
        node("Expand", name, Attributes.none(), name + "/value", name + "/shape");
    }

    private void add(Constant constant) {
        initializers.put(constant.name(), constant);
    }

    private void node(String op, String output, Attributes attributes, String... read) {
        nodes.add(new Node(output, "", op, List.of(read), List.of(output), attributes));
    }
}
