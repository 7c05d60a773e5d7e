package io.github.gradcam4j.formats.keras;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The choice among names of weights such as {@code base/conv1/kernel:0}. */
final class WeightNames {

    private WeightNames() {}

    /**
     * Returns the name of the weight of a layer.
     *
     * @param names of one parameter, below the outermost model's layer {@code path[0]}
     * @param path the layer's name after those of its models
     */
    static Optional<String> best(List<String> names, List<String> path) {
        if (path.size() == 1) {
            return names.size() == 1 ? Optional.of(names.get(0)) : only(names, path);
        }
        return only(names, path);
    }

    /** Returns the name with most parts of the path; empty if the layer's own name is missing or two are equal. */
    private static Optional<String> only(List<String> names, List<String> path) {
        String layer = path.get(path.size() - 1);
        var scored = names.stream()
                .filter(name -> matches(List.of(name.split("/")), layer))
                .sorted(Comparator.comparingLong((String name) -> score(name, path))
                        .reversed())
                .toList();
        if (scored.isEmpty() || scored.size() > 1 && score(scored.get(0), path) == score(scored.get(1), path)) {
            return Optional.empty();
        }
        return Optional.of(scored.get(0));
    }

    private static long score(String name, List<String> path) {
        var parts = List.of(name.split("/"));
        long exact = path.stream().filter(parts::contains).count();
        return 2 * path.stream().filter(part -> matches(parts, part)).count() + exact;
    }

    /** Returns whether a part of the name is the layer's, perhaps with a number that TensorFlow appended. */
    private static boolean matches(List<String> parts, String layer) {
        return parts.stream()
                .anyMatch(part -> part.equals(layer)
                        || part.startsWith(layer + "_")
                                && part.substring(layer.length() + 1).matches("\\d+"));
    }
}
