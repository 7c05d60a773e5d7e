package io.github.gradcam4j.graph;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The tensors of a graph that depend on the values of some tensors, and not on the shapes of these alone. Immutable.
 *
 * @param values the tensors whose values depend on them
 * @param shapes the tensors whose shapes depend on them, such as the output of NonZero
 */
public record DataDependence(Set<String> values, Set<String> shapes) {

    /** Operators whose values depend on the shape of their input alone. */
    private static final Set<String> OF_SHAPE_ALONE = Set.of("Shape", "Size", "EyeLike", "ConstantOfShape");

    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial");

    /** The inputs whose values determine the shape of the output; reductions have their axes at 1. */
    private static final Map<String, Set<Integer>> SIZES = Map.ofEntries(
            entry("AffineGrid", Set.of(1)),
            entry("BlackmanWindow", Set.of(0)),
            entry("CenterCropPad", Set.of(1)),
            entry("Col2Im", Set.of(1, 2)),
            entry("Compress", Set.of(1)),
            entry("ConstantOfShape", Set.of(0)),
            entry("DFT", Set.of(1)),
            entry("Expand", Set.of(1)),
            entry("HammingWindow", Set.of(0)),
            entry("HannWindow", Set.of(0)),
            entry("If", Set.of(0)),
            entry("Loop", Set.of(0, 1)),
            entry("MaxUnpool", Set.of(2)),
            entry("NonMaxSuppression", Set.of(0, 1, 2, 3, 4)),
            entry("NonZero", Set.of(0)),
            entry("OneHot", Set.of(1)),
            entry("Pad", Set.of(1, 3)),
            entry("Range", Set.of(0, 1, 2)),
            entry("Reshape", Set.of(1)),
            entry("Resize", Set.of(1, 2, 3)),
            entry("SequenceAt", Set.of(1)),
            entry("Slice", Set.of(1, 2, 3, 4)),
            entry("Split", Set.of(1)),
            entry("SplitToSequence", Set.of(1)),
            entry("Squeeze", Set.of(1)),
            entry("Tile", Set.of(1)),
            entry("TopK", Set.of(1)),
            entry("Unique", Set.of(0)),
            entry("Unsqueeze", Set.of(1)),
            entry("Upsample", Set.of(1)));

    public DataDependence {
        values = Set.copyOf(values);
        shapes = Set.copyOf(shapes);
    }

    /**
     * Follows the values of tensors through a graph, as far as its operators show it.
     *
     * @param tensors names of inputs or of outputs of nodes
     */
    public static DataDependence of(Graph graph, Collection<String> tensors) {
        return of(graph, tensors, t -> true);
    }

    /**
     * Follows the values of tensors through a graph.
     *
     * @param tensors names of inputs or of outputs of nodes
     * @param mayVary returns false for a tensor whose shape is known to be the same for all values
     */
    public static DataDependence of(Graph graph, Collection<String> tensors, Predicate<String> mayVary) {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(tensors, "tensors");
        Objects.requireNonNull(mayVary, "mayVary");
        var analysis = new Analysis(new HashSet<>(tensors), new HashSet<>(), mayVary);
        graph.nodes().forEach(analysis::add);
        return new DataDependence(analysis.values, analysis.shapes);
    }

    private record Analysis(Set<String> values, Set<String> shapes, Predicate<String> mayVary) {

        void add(Node node) {
            boolean ofShapes = !Collections.disjoint(node.reads(), shapes);
            boolean ofValues = ofShapes || !Collections.disjoint(node.reads(), values);
            boolean varies = ofShapes && !Set.of("Shape", "Size").contains(node.op()) || sizeDependsOnValues(node);
            boolean different =
                    RANDOM.contains(node.op()) || (OF_SHAPE_ALONE.contains(node.op()) ? ofShapes : ofValues);
            for (String output : node.outputs()) {
                if (different && !output.isEmpty()) {
                    values.add(output);
                }
                if (varies && !output.isEmpty() && mayVary.test(output)) {
                    shapes.add(output);
                }
            }
        }

        private boolean sizeDependsOnValues(Node node) {
            var sizes = node.op().startsWith("Reduce") ? Set.of(1) : SIZES.getOrDefault(node.op(), Set.of());
            return sizes.stream().anyMatch(i -> values.contains(node.input(i)));
        }
    }
}
