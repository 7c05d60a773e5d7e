package io.github.gradcam4j.metric;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the learned weights of a graph: the float32 constants that a layer reads, and the vectors that are added to the
 * results of layers or multiplied with them, as biases and scales are. A constant may be an initializer or the result
 * of nodes that read no input: a {@code Constant}, or a kernel behind {@code Transpose}, {@code Cast} or
 * {@code DequantizeLinear}. Other constants keep their values: the normalization of the image, tables of positions,
 * masks.
 */
final class LearnedWeights {

    private static final Set<String> LAYERS = Set.of(
            "Conv",
            "ConvTranspose",
            "DeformConv",
            "Gemm",
            "MatMul",
            "Einsum",
            "BatchNormalization",
            "InstanceNormalization",
            "LayerNormalization",
            "GroupNormalization",
            "RMSNormalization",
            "PRelu",
            "RNN",
            "GRU",
            "LSTM",
            "FusedConv",
            "FusedMatMul");

    private static final Set<String> VECTORS = Set.of("Add", "Sub", "Mul", "Div");

    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial");

    private final Graph graph;
    private final Set<String> variable;
    private final Map<String, Constant> constants;
    private final Set<String> behindLayers = new HashSet<>();
    private final Set<String> taken = new HashSet<>();

    private LearnedWeights(Graph graph) {
        this.graph = graph;
        this.variable = variable(graph);
        this.constants = constants();
    }

    /** Returns the weights of each layer, the last layer first. */
    static List<List<Constant>> of(Graph graph) {
        return new LearnedWeights(graph).layers();
    }

    private static Set<String> variable(Graph graph) {
        var sources = new LinkedHashSet<>(graph.inputNames());
        graph.nodes().stream().filter(n -> RANDOM.contains(n.op())).forEach(n -> sources.addAll(n.outputs()));
        return graph.descendants(sources);
    }

    private boolean isVariable(Node node) {
        return node.outputs().stream().anyMatch(variable::contains);
    }

    /** Returns the values of the constants that nodes of layers read. */
    private Map<String, Constant> constants() {
        var names = graph.nodes().stream()
                .filter(n -> isVariable(n) && (LAYERS.contains(n.op()) || VECTORS.contains(n.op())))
                .flatMap(n -> n.inputs().stream())
                .filter(i -> !i.isEmpty() && !variable.contains(i))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var values = new HashMap<String, Constant>();
        names.stream()
                .filter(graph.initializers()::containsKey)
                .forEach(name -> values.put(name, graph.initializers().get(name)));
        names.removeAll(values.keySet());
        compute(names).forEach((name, tensor) -> {
            if (tensor.type() == ElementType.FLOAT) {
                values.put(name, Constant.floats(name, tensor.toArray(), tensor.shape()));
            }
        });
        return values;
    }

    private Map<String, Tensor> compute(Collection<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        try (var session = Session.open(graph.part(List.of(), names))) {
            return session.run(Map.of());
        }
    }

    private List<List<Constant>> layers() {
        var layers = new ArrayList<List<Constant>>();
        for (Node node : graph.nodes()) {
            boolean behind = node.reads().stream().anyMatch(behindLayers::contains);
            var weights = isVariable(node) ? weights(node, behind) : List.<Constant>of();
            if (!weights.isEmpty()) {
                layers.add(weights);
            }
            if (behind || LAYERS.contains(node.op()) && !weights.isEmpty()) {
                behindLayers.addAll(node.outputs());
            }
        }
        Collections.reverse(layers);
        return layers;
    }

    private List<Constant> weights(Node node, boolean behind) {
        boolean vectors = behind && VECTORS.contains(node.op());
        return node.inputs().stream()
                .filter(constants::containsKey)
                .map(constants::get)
                .filter(c -> LAYERS.contains(node.op()) || vectors && isVector(c))
                .filter(LearnedWeights::changesByShuffling)
                .filter(c -> taken.add(c.name()))
                .toList();
    }

    private static boolean isVector(Constant constant) {
        return Arrays.stream(constant.shape()).filter(d -> d > 1).count() == 1;
    }

    /** Returns whether this is a tensor of float32 with different values. */
    private static boolean changesByShuffling(Constant constant) {
        if (constant.type() != ElementType.FLOAT) {
            return false;
        }
        var values = constant.floats();
        for (int i = 1; i < values.limit(); i++) {
            if (values.get(i) != values.get(0)) {
                return true;
            }
        }
        return false;
    }
}
