package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The layers of a model: which can be explained, and what they are called. Immutable. */
public final class LayerIndex {

    /** The picture itself, as the model takes it. */
    static final String INPUT = "input";

    private static final int SUGGESTED = 3;

    private final DifferentiableGraph model;
    private final String input;
    private final String output;
    private final Map<String, String> aliases;
    private final Set<String> carrying;
    private final Map<String, Layer> byTensor = new LinkedHashMap<>();
    private final Map<String, Node> modules = new HashMap<>();
    private final Layer picture;

    /**
     * @param output the tensor that is differentiated
     * @param aliases names that people know, and the tensor or node that each stands for
     * @param picture the input's layout
     */
    public LayerIndex(
            DifferentiableGraph model,
            String input,
            String output,
            Map<String, String> aliases,
            FeatureLayout picture) {
        this.model = model;
        this.input = input;
        this.output = output;
        this.aliases = aliases;
        this.picture = new Layer(INPUT, input, "Input", perPicture(input), picture, -1);
        var graph = model.graph();
        var needed = graph.ancestors(Set.of(output));
        this.carrying = model.differentiableFrom(Set.of(input));
        var named = aliases.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getValue, Map.Entry::getKey, (a, b) -> a.length() < b.length() ? a : b));
        var layouts = new LinkedHashMap<Node, FeatureLayout>();
        var depths = new HashMap<Node, Integer>();
        for (Node node : graph.nodes()) {
            depths.put(node, depths.size());
            if (needed.contains(node.output()) && carrying.contains(node.output())) {
                layout(node, picture).ifPresent(layout -> layouts.put(node, layout));
            }
        }
        layouts.keySet().forEach(node -> ModulePath.modules(node.name()).forEach(module -> modules.put(module, node)));
        layouts.forEach((node, layout) -> {
            String name = named.getOrDefault(node.output(), named.getOrDefault(node.name(), name(node)));
            byTensor.put(node.output(), Layer.of(name, node, perPicture(node.output()), layout, depths.get(node)));
        });
    }

    private long[] perPicture(String tensor) {
        var shape = model.shapes().of(tensor);
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    private Optional<FeatureLayout> layout(Node node, FeatureLayout picture) {
        if (model.shapes().type(node.output()) != ElementType.FLOAT) {
            return Optional.empty();
        }
        var shape = model.shapes().of(node.output());
        // Windows and heads are no pictures.
        boolean ofPictures = shape.length > 0 && shape[0] == model.batch();
        boolean channelsLast = picture.kind() == FeatureLayout.Kind.NHWC;
        return ofPictures ? FeatureLayout.of(shape, picture.height(), picture.width(), channelsLast) : Optional.empty();
    }

    /** The shortest name that stands for this tensor alone: of the modules that it is the last map of, the outermost. */
    private String name(Node node) {
        return ModulePath.modules(node.name()).stream()
                .filter(module -> modules.get(module).equals(node))
                .findFirst()
                .orElse(node.output());
    }

    /** Those from which a gradient can be formed, in the order of the graph. */
    public List<Layer> all() {
        return byTensor.values().stream()
                .filter(layer ->
                        model.firstNonDifferentiable(layer.tensor(), output).isEmpty())
                .toList();
    }

    /**
     * The layer of that name: one people know, a tensor's, a node's, or a module's path, which stands for the module's
     * last output; {@code input} stands for the picture as the model takes it.
     *
     * @throws IllegalArgumentException if there is none, or it is no map; the message says what is near
     */
    public Layer find(String name) {
        String wanted = aliases.getOrDefault(name, name);
        var graph = model.graph();
        if (wanted.equals(input) || wanted.equals(INPUT) && !graph.tensors().contains(INPUT)) {
            return picture;
        }
        String tensor = graph.tensors().contains(wanted)
                ? wanted
                : graph.nodes().stream()
                        .filter(n -> n.name().equals(wanted))
                        .findFirst()
                        .or(() -> Optional.ofNullable(modules.get(wanted)))
                        .map(Node::output)
                        .orElseThrow(() -> new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "no layer is called '%s'; near it are %s, and 'auto' finds one",
                                name,
                                nearest(name))));
        var layer = byTensor.get(tensor);
        if (layer == null) {
            String shape = model.shapes().knows(tensor)
                    ? Arrays.toString(model.shapes().of(tensor))
                    : "unknown";
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "layer '%s' is no map of the picture (its shape is %s); near it are %s, and 'auto' finds one",
                    name,
                    shape,
                    nearest(name)));
        }
        return layer;
    }

    /** Returns the most similar of all names that {@link #find} accepts. */
    private String nearest(String name) {
        var names = new TreeSet<>(aliases.keySet());
        names.addAll(modules.keySet());
        byTensor.values().forEach(l -> names.add(l.name()));
        return String.join(", ", NearestNames.of(name, names, SUGGESTED));
    }

    /**
     * From the last to the first: the maps that every path from the picture to the output passes through, and from which
     * a gradient can be formed. The first of them whose places carry gradient is the one to take.
     */
    public Stream<Layer> candidates() {
        var layers = new ArrayList<>(byTensor.values());
        layers.sort(Comparator.comparingInt(Layer::depth).reversed());
        return layers.stream().filter(l -> isBottleneck(l.tensor()));
    }

    private boolean isBottleneck(String tensor) {
        var reached = new HashSet<>(Set.of(input));
        for (Node node : model.graph().nodes()) {
            if (!node.output().equals(tensor)
                    && carrying.contains(node.output())
                    && node.inputs().stream().anyMatch(reached::contains)) {
                reached.addAll(node.outputs());
            }
        }
        return !reached.contains(output);
    }

    /** What stops the gradient between a layer and the output, with the layers that are free of it. */
    public Optional<String> firstNonDifferentiable(Layer layer) {
        return model.firstNonDifferentiable(layer.tensor(), output).map(why -> {
            var free = all().stream().map(Layer::name).toList();
            return String.format(
                    Locale.ROOT,
                    "layer %s cannot be explained: %s. %s",
                    layer.name(),
                    why,
                    free.isEmpty() ? "No layer of this model can be" : "These can: " + String.join(", ", free));
        });
    }
}
