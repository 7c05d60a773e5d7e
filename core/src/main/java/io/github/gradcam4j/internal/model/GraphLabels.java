package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.target.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the names of the classes from the nodes that translate scores or indices to them. */
public final class GraphLabels {

    private GraphLabels() {}

    /** Returns the names in a ZipMap or LabelEncoder with this number of classes. */
    public static Optional<Labels> of(Graph graph, int classes) {
        return graph.nodes().stream()
                .filter(n -> n.domain().equals("ai.onnx.ml"))
                .map(GraphLabels::names)
                .filter(names -> names.size() == classes)
                .findFirst()
                .map(Labels::of);
    }

    private static List<String> names(Node node) {
        return switch (node.op()) {
            case "ZipMap" ->
                node.attributes()
                        .texts("classlabels_strings")
                        .filter(names -> !names.isEmpty())
                        .orElseGet(() -> numbers(node.attributes()));
            case "LabelEncoder" -> encoded(node.attributes());
            default -> List.of();
        };
    }

    /** Returns class labels that are integers, unless they are the indices themselves. */
    private static List<String> numbers(Attributes attributes) {
        var labels = attributes.integers("classlabels_int64s").orElse(new long[0]);
        var indices = new long[labels.length];
        Arrays.setAll(indices, i -> i);
        return Arrays.equals(labels, indices)
                ? List.of()
                : Arrays.stream(labels).mapToObj(String::valueOf).toList();
    }

    /** Returns the texts for the indices 0, 1, ... */
    private static List<String> encoded(Attributes attributes) {
        var keys = attributes.integers("keys_int64s").orElse(new long[0]);
        var texts = attributes.texts("values_strings").orElse(List.of());
        var names = new ArrayList<String>();
        for (int i = 0; i < keys.length && keys.length == texts.size(); i++) {
            int at = indexOf(keys, i);
            if (at < 0) {
                return List.of();
            }
            names.add(texts.get(at));
        }
        return names;
    }

    private static int indexOf(long[] keys, long key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }
}
