package io.github.gradcam4j.internal.spatial;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.runtime.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A node through which placements are followed: the input of a {@link PlacementRule}. */
final class PlacementNode {

    private final Node node;
    private final Shapes shapes;
    private final Map<String, List<Placement>> placements;

    /** @param placements by name, those of all tensors before the node */
    PlacementNode(Node node, Shapes shapes, Map<String, List<Placement>> placements) {
        this.node = node;
        this.shapes = shapes;
        this.placements = placements;
    }

    Attributes attributes() {
        return node.attributes();
    }

    int inputs() {
        return node.inputs().size();
    }

    boolean hasInput(int i) {
        return node.hasInput(i);
    }

    /** Returns the placements of an input, none for an input that does not depend on the image. */
    List<Placement> placements(int i) {
        return hasInput(i) ? placements.getOrDefault(node.input(i), List.of()) : List.of();
    }

    /** Returns the first placement of an input. */
    Optional<Placement> first(int i) {
        return placements(i).stream().findFirst();
    }

    /** Changes all placements of an input; see {@link Placement#map}. */
    List<Placement> map(int i, UnaryOperator<Spans> operation) {
        return placements(i).stream().flatMap(p -> p.map(operation).stream()).toList();
    }

    int[] shape(int i) {
        if (!hasInput(i)) {
            throw node.invalid("has no input " + i);
        }
        return ints(shapes.of(node.input(i)));
    }

    int rank(int i) {
        return shape(i).length;
    }

    int[] outputShape(int i) {
        return ints(shapes.of(node.outputs().get(i)));
    }

    /** Returns the values of an integer input, or of an attribute if it has no such input; empty if both are absent. */
    Optional<long[]> integers(int i, String attribute) {
        return hasInput(i) ? shapes.integers(node.input(i)) : node.attributes().integers(attribute);
    }

    /** Returns an attribute with an axis, counted from 0. */
    int axisAttribute(long otherwise, int rank) {
        return axis(node.attributes().integer("axis", otherwise), rank);
    }

    static int axis(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    static int[] axes(long[] axes, int rank) {
        return Arrays.stream(axes).mapToInt(a -> axis(a, rank)).sorted().toArray();
    }

    private static int[] ints(long[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Math.toIntExact(values[i]))
                .toArray();
    }
}
