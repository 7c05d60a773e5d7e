package io.github.gradcam4j.graph;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A graph that gets nodes of another graph, which read some of its tensors. Not thread safe. */
final class GraphExtension {

    private final Graph base;
    private final Graph further;
    private final Set<String> shared;
    private final Map<String, ElementType> cast;
    private final Set<String> taken;
    private final Map<String, String> names;
    private final GraphBuilder builder;

    /** The parameters are those of {@link Graph#extendedBy}. */
    GraphExtension(
            Graph base, Graph further, Set<String> shared, Map<String, ElementType> cast, Map<String, String> names) {
        this.base = base;
        this.further = further;
        this.shared = shared;
        this.cast = cast;
        this.names = new HashMap<>(names);
        this.taken = base.tensors();
        taken.addAll(names.values());
        this.builder = GraphBuilder.from(base);
        base.metadata().forEach(builder::metadata);
    }

    Graph with(List<TensorInfo> added) {
        var originals = new HashMap<String, String>();
        names.forEach((original, name) -> originals.put(name, original));
        var needed = new HashSet<String>();
        added.forEach(output -> needed.add(originals.getOrDefault(output.name(), output.name())));
        var nodes = nodes(needed);
        further.inputs().stream()
                .filter(i -> needed.contains(i.name()) && !isOfBase(i.name()))
                .forEach(i -> builder.input(i.withName(name(i.name()))));
        further.initializers().values().stream()
                .filter(c -> needed.contains(c.name()) && !isOfBase(c.name()))
                .forEach(c -> builder.initializer(c.withName(name(c.name()))));
        nodes.forEach(this::add);
        added.forEach(builder::output);
        return builder.build();
    }

    /** Returns the nodes of the other graph that compute tensors, and adds what they read to these. */
    private ArrayDeque<Node> nodes(Set<String> needed) {
        var nodes = new ArrayDeque<Node>();
        for (int i = further.nodes().size() - 1; i >= 0; i--) {
            var node = further.nodes().get(i);
            if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !isOfBase(o))) {
                nodes.addFirst(node);
                needed.addAll(node.reads());
            }
        }
        return nodes;
    }

    private boolean isOfBase(String tensor) {
        return shared.contains(tensor) || cast.containsKey(tensor);
    }

    private void add(Node node) {
        var read = new HashMap<String, String>();
        node.reads().forEach(tensor -> read.put(tensor, reading(tensor)));
        var written = new HashMap<String, String>();
        node.outputs().forEach(tensor -> written.put(tensor, isOfBase(tensor) ? unique(tensor) : name(tensor)));
        var renamed =
                Renaming.rename(node.withOutputs(List.of()).toProto(), tensor -> read.getOrDefault(tensor, tensor), "");
        builder.add(Node.of(renamed)
                .withOutputs(node.outputs().stream().map(written::get).toList())
                .withName(""));
    }

    /** Returns the name under which a node reads a tensor. */
    private String reading(String tensor) {
        var type = cast.get(tensor);
        if (type == null) {
            return shared.contains(tensor) ? tensor : name(tensor);
        }
        String converted =
                String.format(Locale.ROOT, "%s/%s", tensor, type.name().toLowerCase(Locale.ROOT));
        return names.computeIfAbsent(tensor, t -> {
            String name = unique(converted);
            builder.add(new Node("", "", "Cast", List.of(tensor), List.of(name), Attributes.of("to", type.code())));
            return name;
        });
    }

    /** Returns the name of a tensor that the base does not have. */
    private String name(String tensor) {
        return tensor.isEmpty() ? tensor : names.computeIfAbsent(tensor, this::unique);
    }

    private String unique(String tensor) {
        String name = tensor;
        for (int i = 1; !taken.add(name); i++) {
            name = tensor + "_" + i;
        }
        return name;
    }
}
