package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TensorInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tensors of the original graph that the graph prepared for differentiation has too: as they are, or in float32
 * where the original has another type of real numbers.
 *
 * @param same the names of tensors of the same type
 * @param cast the types of tensors in the prepared graph, by name, where the original has another one
 */
record SharedNames(Set<String> same, Map<String, ElementType> cast) {

    /**
     * @param types the types of the original's tensors by name
     * @param image the input that takes the image, which is float32 in the prepared graph whatever its type is
     */
    static SharedNames of(DifferentiableGraph prepared, Map<String, ElementType> types, String image) {
        var same = new HashSet<String>();
        var cast = new HashMap<String, ElementType>();
        for (String tensor : prepared.graph().tensors()) {
            var type = prepared.shapes().type(tensor);
            var original = types.get(tensor);
            if (original == null || type == null) {
                continue;
            }
            if (original == type) {
                same.add(tensor);
            } else if (type.isReal() && (original.isReal() || tensor.equals(image))) {
                cast.put(tensor, type);
            }
        }
        return new SharedNames(same, cast);
    }

    /** Returns the part of an extended graph that computes tensors from shared ones. */
    Graph beyond(Graph extended, List<String> wanted) {
        var given = Stream.concat(same.stream(), cast.keySet().stream())
                .filter(tensor -> !wanted.contains(tensor))
                .map(TensorInfo::of)
                .toList();
        return extended.part(given, wanted);
    }
}
