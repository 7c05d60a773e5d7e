package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.model.Layer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The maps among which the automatic layer is found: those through which every path from the input to the output
 * passes. Immutable.
 *
 * @param model the graph
 * @param roots the model's input, and maps that are computed from integers of the image
 * @param output the name of the differentiated tensor
 * @param differentiable the tensors that are computed from the roots by differentiable operators
 * @param byTensor all maps by the names of their tensors
 */
record Candidates(
        DifferentiableGraph model,
        Set<String> roots,
        String output,
        Set<String> differentiable,
        Map<String, Layer> byTensor) {

    /** Operators that copy all elements of a map; the map before them is the layer that people know. */
    static final Set<String> COPYING =
            Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "Cast", "Dropout", "Pad");

    /** Operators that compute an output channel from several input channels. */
    private static final Set<String> MIXING =
            Set.of("Conv", "ConvTranspose", "DeformConv", "MatMul", "Gemm", "Einsum", "LayerNormalization");

    private static final Set<String> PRODUCTS = Set.of("MatMul", "Einsum");
    private static final Set<String> SCALING = Set.of("Mul", "Div");
    private static final Set<String> SELECTING = Set.of("Split", "Slice", "Gather");

    /**
     * Returns the candidates, the last one first.
     *
     * @param features whether the channels must be features: maps of the classes themselves are left out
     */
    Stream<Layer> of(boolean features) {
        var bottlenecks = new Bottlenecks(graph(), roots, output, differentiable);
        var mixed = features ? mixed() : Set.<String>of();
        var joined = new HashMap<String, Boolean>();
        return byTensor.values().stream()
                .sorted(Comparator.comparingInt(Layer::depth).reversed())
                .filter(l -> bottlenecks.contains(l.tensor()) && !isCopy(l, joined) && !isProjectedForAttention(l))
                .filter(l -> !features || !isClassMaps(l, mixed));
    }

    private Graph graph() {
        return model.graph();
    }

    /**
     * Returns whether a layer holds the same maps as an earlier layer: moved, or with further tokens and a constant
     * position embedding, as before CLIP's attention pooling.
     */
    private boolean isCopy(Layer layer, Map<String, Boolean> joined) {
        return graph().producer(layer.tensor())
                .filter(node -> copies(model, node) && source(node, layer).isPresent() || isJoined(layer, joined))
                .isPresent();
    }

    /**
     * Returns whether further tokens were added to an earlier layer.
     *
     * @param known the layers that were examined before, so that a chain of layers is followed once
     */
    private boolean isJoined(Layer layer, Map<String, Boolean> known) {
        var followed = new ArrayList<String>();
        String tensor = layer.tensor();
        boolean joined = false;
        while (tensor != null && !joined && !known.containsKey(tensor)) {
            followed.add(tensor);
            var node = graph().producer(tensor);
            var source = node.flatMap(n -> source(n, layer));
            joined = source.isPresent() && node.get().op().equals("Concat");
            tensor = source.orElse(null);
        }
        joined |= known.getOrDefault(tensor, false);
        for (String passed : followed) {
            known.put(passed, joined);
        }
        return joined;
    }

    /** Returns whether a node only moves or rounds the elements of a tensor. */
    static boolean copies(DifferentiableGraph model, Node node) {
        return COPYING.contains(node.op()) || rounded(model, node).isPresent();
    }

    /**
     * Returns the tensor that a DequantizeLinear returns rounded; empty if a ReLU was folded into the rounding, or if
     * the rounded numbers have another unit.
     */
    private static Optional<String> rounded(DifferentiableGraph model, Node node) {
        if (!node.op().equals("DequantizeLinear")) {
            return Optional.empty();
        }
        var graph = model.graph();
        return graph.producer(node.input(0))
                .filter(q -> q.op().equals("QuantizeLinear"))
                .filter(q -> graph.producer(q.input(0))
                                .filter(n -> n.op().equals("DequantizeLinear"))
                                .isPresent()
                        || q.input(1).equals(node.input(1)) && !model.foldsRelu(q))
                .map(q -> q.input(0));
    }

    /** Returns the map of the same positions that a node copies, or to which it adds constants; empty for others. */
    private Optional<String> source(Node node, Layer layer) {
        Stream<String> inputs = switch (node.op()) {
            case "Add" -> variable(node).stream();
            case "Concat" -> node.inputs().stream();
            case "DequantizeLinear" -> rounded(model, node).stream();
            default -> COPYING.contains(node.op()) ? Stream.of(node.input(0)) : Stream.empty();
        };
        var maps = inputs.filter(byTensor::containsKey).toList();
        return maps.stream()
                .filter(t -> maps.size() == 1
                        && byTensor.get(t).layout().area() == layer.layout().area())
                .findFirst();
    }

    /** Returns whether a layer has one channel for each class, from which that class's score alone is computed. */
    private boolean isClassMaps(Layer layer, Set<String> mixed) {
        var scores = model.shapes().of(output);
        long classes = Arrays.stream(scores).skip(1).reduce(1, Math::multiplyExact);
        return layer.layout().channels() == classes && !mixed.contains(layer.tensor());
    }

    /** Returns the tensors whose channels are mixed on their way to the output. */
    private Set<String> mixed() {
        var needed = graph().ancestors(Set.of(output));
        var mixed = new HashSet<String>();
        for (int i = graph().nodes().size() - 1; i >= 0; i--) {
            var node = graph().nodes().get(i);
            boolean mixes = needed.contains(node.output()) && MIXING.contains(node.op());
            if (mixes || node.outputs().stream().anyMatch(mixed::contains)) {
                mixed.addAll(node.reads());
            }
        }
        return mixed;
    }

    /**
     * Returns whether a layer holds the queries, keys and values of an attention: a linear map of the tokens before it,
     * read only by products with other activations.
     */
    private boolean isProjectedForAttention(Layer layer) {
        return projected(layer.tensor())
                .map(byTensor::get)
                .filter(before -> before.layout().area() == layer.layout().area())
                .filter(before -> isReadByProducts(layer.tensor()))
                .isPresent();
    }

    /** Returns the tensor from which a tensor is computed by a linear map with constant weights. */
    private Optional<String> projected(String tensor) {
        var node = graph().producer(tensor);
        if (node.isPresent() && node.get().op().equals("Add")) {
            node = node.flatMap(this::variable).flatMap(graph()::producer);
        }
        return node.filter(n -> n.op().equals("MatMul")).flatMap(this::variable);
    }

    /** Returns the variable input of a node whose other input is constant; empty if both are of one kind. */
    private Optional<String> variable(Node node) {
        boolean first = isConstant(node.input(0));
        boolean second = isConstant(node.input(1));
        return first == second ? Optional.empty() : Optional.of(node.input(first ? 1 : 0));
    }

    private boolean isConstant(String tensor) {
        return !differentiable.contains(tensor);
    }

    /** Returns whether a product multiplies the rows of a tensor by constant weights. */
    private boolean isLinear(Node product, String tensor) {
        return product.input(0).equals(tensor) && isConstant(product.input(1));
    }

    private boolean isReadByProducts(String tensor) {
        var open = new ArrayDeque<>(Set.of(tensor));
        var seen = new HashSet<String>();
        boolean product = false;
        while (!open.isEmpty()) {
            String next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            for (Node reader : graph().consumers(next)) {
                boolean scaled =
                        SCALING.contains(reader.op()) && variable(reader).isPresent();
                if (COPYING.contains(reader.op()) || SELECTING.contains(reader.op()) || scaled) {
                    open.addAll(reader.outputs());
                } else if (PRODUCTS.contains(reader.op()) && !isLinear(reader, next)) {
                    product = true;
                } else if (differentiable.contains(reader.output())) {
                    return false;
                }
            }
        }
        return product;
    }
}
