package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.internal.spatial.SpatialAnalysis;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Layer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The layers of a model that can be explained, and their names. Immutable. */
public final class LayerIndex {

    /** The name of the layer that is the model's input. */
    static final String INPUT = "input";

    private static final int SUGGESTED = 3;

    private final DifferentiableGraph model;
    private final String input;
    private final String output;
    private final Map<String, String> aliases;
    private final SpatialAnalysis spatial;
    private final Set<String> roots;
    private final Set<String> differentiable;
    private final Map<String, Layer> byTensor = new LinkedHashMap<>();
    private final Map<String, Node> modules = new HashMap<>();
    private final Layer inputLayer;

    /** By tensor, the reason why its gradient cannot be computed, if there is one. */
    private final Map<String, String> nonDifferentiable;

    /**
     * Creates an index.
     *
     * @param input the name of the model's input
     * @param output the name of the differentiated tensor
     * @param aliases by short name, the name of a tensor or of a node
     * @param inputLayout the layout of the model's input
     * @param spatial the maps of the model
     */
    public LayerIndex(
            DifferentiableGraph model,
            String input,
            String output,
            Map<String, String> aliases,
            FeatureLayout inputLayout,
            SpatialAnalysis spatial) {
        this.model = model;
        this.input = input;
        this.output = output;
        this.aliases = aliases;
        this.spatial = spatial;
        this.inputLayer = new Layer(INPUT, input, "Input", perImage(input, inputLayout), inputLayout, -1, false);
        var graph = model.graph();
        var needed = graph.ancestors(Set.of(output));
        this.roots = roots();
        this.differentiable = model.differentiableFrom(roots);
        this.nonDifferentiable = model.nonDifferentiable(output);
        var layouts = new LinkedHashMap<Node, FeatureLayout>();
        var depths = new HashMap<Node, Integer>();
        for (Node node : graph.nodes()) {
            depths.put(node, depths.size());
            if (needed.contains(node.output()) && differentiable.contains(node.output())) {
                layout(node).ifPresent(layout -> layouts.put(node, layout));
            }
        }
        layouts.keySet().forEach(node -> ModulePath.modules(node).forEach(module -> modules.put(module, node)));
        var main = new MainLayers(
                layouts, modules.keySet(), Set.copyOf(aliases.values()), n -> Candidates.copies(model, n));
        var named = aliases.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getValue, Map.Entry::getKey, (a, b) -> a.length() < b.length() ? a : b));
        layouts.forEach((node, layout) -> {
            String name = named.getOrDefault(node.output(), named.getOrDefault(node.name(), name(node)));
            byTensor.put(
                    node.output(),
                    new Layer(
                            name,
                            node.output(),
                            node.op(),
                            perImage(node.output(), layout),
                            layout,
                            depths.get(node),
                            main.contains(node, name)));
        });
    }

    /** Returns the input, and the maps that are computed from integers of the image, which have no gradient. */
    private Set<String> roots() {
        var found = new HashSet<>(Set.of(input));
        var ofInput = model.differentiableFrom(found);
        for (Node node : model.graph().nodes()) {
            boolean ofIntegers =
                    node.hasInput(0) && model.shapes().integral(node.input(0)) && !ofInput.contains(node.input(0));
            if (ofIntegers && layout(node).isPresent()) {
                found.add(node.output());
            }
        }
        return found;
    }

    private long[] perImage(String tensor, FeatureLayout layout) {
        var shape = model.shapes().of(tensor);
        int images = layout.kind() == FeatureLayout.Kind.TOKENS_FIRST ? 1 : 0;
        return IntStream.range(0, shape.length)
                .filter(d -> d != images)
                .mapToLong(d -> shape[d])
                .toArray();
    }

    private Optional<FeatureLayout> layout(Node node) {
        if (model.shapes().type(node.output()) != ElementType.FLOAT) {
            return Optional.empty();
        }
        return spatial.layout(node.output());
    }

    /** Returns the path of the outermost module whose last map is the node's output, else the tensor's name. */
    private String name(Node node) {
        return ModulePath.modules(node).stream()
                .filter(module -> modules.get(module).equals(node))
                .findFirst()
                .orElse(node.output());
    }

    /** Returns the layers whose gradient can be computed, in the order of the graph. */
    public List<Layer> all() {
        return byTensor.values().stream().filter(this::isDifferentiable).toList();
    }

    /** Returns the main layers whose gradient cannot be computed, with the reason of each. */
    public Map<Layer, String> obstacles() {
        var obstacles = new LinkedHashMap<Layer, String>();
        byTensor.values().stream()
                .filter(Layer::main)
                .forEach(layer -> reason(layer).ifPresent(reason -> obstacles.put(layer, reason)));
        return obstacles;
    }

    private Optional<String> reason(Layer layer) {
        return Optional.ofNullable(nonDifferentiable.get(layer.tensor()));
    }

    /**
     * Returns the layer with a name: a short name, the name of a tensor or of a node, or the path of a module, which
     * stands for the module's last output. {@code input} is the model's input.
     *
     * @throws IllegalArgumentException if the name is unknown or the layer is not a map; the message lists similar
     *     names
     */
    public Layer find(String name) {
        String resolved = aliases.getOrDefault(name, name);
        var graph = model.graph();
        if (resolved.equals(input) || resolved.equals(INPUT) && !graph.tensors().contains(INPUT)) {
            return inputLayer;
        }
        String tensor = graph.tensors().contains(resolved)
                ? resolved
                : graph.nodes().stream()
                        .filter(n -> n.name().equals(resolved))
                        .findFirst()
                        .or(() -> Optional.ofNullable(modules.get(resolved)))
                        .map(Node::output)
                        .orElseThrow(() -> new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "no layer is called '%s'; similar names are %s, and 'auto' finds a layer",
                                MessageText.excerpt(name),
                                nearest(name))));
        var layer = byTensor.getOrDefault(tensor, dequantized(tensor));
        if (layer == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "layer '%s' is not a map of the image (its shape is %s%s); similar names are %s,"
                            + " and 'auto' finds a layer",
                    MessageText.excerpt(name),
                    model.shapes().contains(tensor)
                            ? Arrays.toString(model.shapes().of(tensor))
                            : "unknown",
                    spatial.unknown(tensor)
                            .map(n -> String.format(
                                    Locale.ROOT,
                                    ", and rows and columns are not followed through %s (node %s); the card's key"
                                            + " 'maps' can give its layout",
                                    n.op(),
                                    n.label()))
                            .orElse(""),
                    nearest(name)));
        }
        return layer;
    }

    /** Returns the layer of the real numbers behind integers; null if there is none. */
    private Layer dequantized(String integers) {
        return model.graph().consumers(integers).stream()
                .filter(n -> n.op().equals("DequantizeLinear"))
                .map(n -> byTensor.get(n.output()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Returns how the positions of a layer were found, if an experiment was needed. */
    public Optional<String> experiment(Layer layer) {
        return spatial.examined(layer.tensor())
                .map(node -> String.format(
                        Locale.ROOT,
                        "no rule follows rows and columns through %s (node %s): the positions of layer %s were found by"
                                + " an experiment that changes patches of the input",
                        node.op(),
                        node.label(),
                        layer.name()));
    }

    /** Returns the most similar of all names that {@link #find} accepts. */
    private String nearest(String name) {
        var names = new TreeSet<>(aliases.keySet());
        names.addAll(modules.keySet());
        byTensor.values().forEach(l -> names.add(l.name()));
        return NearestNames.of(name, names, SUGGESTED).stream()
                .map(MessageText::excerpt)
                .collect(Collectors.joining(", "));
    }

    /**
     * Returns the maps through which every path from the input to the output passes, the last one first. The automatic
     * layer is the first of them whose gradient can be computed and is not zero at most positions.
     *
     * @param features whether the channels must be features: maps of the classes themselves are left out
     */
    public Stream<Layer> candidates(boolean features) {
        return new Candidates(model, roots, output, differentiable, byTensor).of(features);
    }

    /** Returns whether the gradient of a layer can be computed. */
    public boolean isDifferentiable(Layer layer) {
        return reason(layer).isEmpty();
    }

    /** Returns the reason why a layer cannot be explained, and the layers that can; empty if it can. */
    public Optional<String> firstNonDifferentiable(Layer layer) {
        return reason(layer).map(reason -> {
            var usable = all().stream().filter(Layer::main).map(Layer::name).toList();
            return String.format(
                    Locale.ROOT,
                    "layer %s cannot be explained: %s. %s",
                    layer.name(),
                    reason,
                    usable.isEmpty()
                            ? "No layer of this model can be explained"
                            : "These layers can: " + String.join(", ", usable));
        });
    }

    /** Returns the reason why the model has no automatic layer, and what to do. */
    public String whyNoCandidate() {
        var usable = all().stream().filter(Layer::main).map(Layer::name).toList();
        if (!usable.isEmpty()) {
            return "has no map with a gradient through which every path passes; choose a layer: "
                    + String.join(", ", usable);
        }
        var reason = byTensor.values().stream()
                .sorted(Comparator.comparingInt(Layer::depth).reversed())
                .map(this::reason)
                .flatMap(Optional::stream)
                .findFirst();
        if (reason.isPresent()) {
            return "cannot be explained at any layer: " + reason.get();
        }
        return model.graph().nodes().stream()
                .map(n -> spatial.unknown(n.output()))
                .flatMap(Optional::stream)
                .findFirst()
                .map(n -> String.format(
                        Locale.ROOT,
                        "has no layer that is known to be a map of the image: rows and columns are not followed"
                                + " through %s (node %s). The card's key 'maps' can give the layout of a tensor",
                        n.op(),
                        n.label()))
                .orElse("has no layer that is a map of the image: no tensor between input and scores has rows and"
                        + " columns of the image. The pixel methods, such as --method gradient, need no layer");
    }
}
