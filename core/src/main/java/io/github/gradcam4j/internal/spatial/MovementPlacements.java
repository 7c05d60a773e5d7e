package io.github.gradcam4j.internal.spatial;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rules of operators that move elements without changing them. */
final class MovementPlacements {

    private MovementPlacements() {}

    static void addTo(Map<String, PlacementRule> rules) {
        PlacementRule reshaped = (node, output) -> {
            var shape = node.outputShape(output);
            return node.map(0, spans -> spans.reshape(shape));
        };
        List.of("Reshape", "Flatten", "Squeeze", "Unsqueeze").forEach(op -> rules.put(op, reshaped));
        rules.put("Transpose", MovementPlacements::transpose);
        rules.put("Concat", MovementPlacements::concat);
        rules.put("Split", MovementPlacements::split);
        rules.put("Slice", MovementPlacements::slice);
        rules.put("Gather", MovementPlacements::gather);
        rules.put("Pad", MovementPlacements::pad);
        rules.put("Tile", MovementPlacements::tile);
    }

    private static List<Placement> transpose(PlacementNode node, int output) {
        int rank = node.rank(0);
        var permutation = node.attributes()
                .integers("perm")
                .map(p -> Arrays.stream(p).mapToInt(Math::toIntExact).toArray())
                .orElseGet(() -> IntStream.range(0, rank).map(a -> rank - 1 - a).toArray());
        return node.map(0, spans -> spans.transpose(permutation));
    }

    /** Elements of operands without a placement, such as a class token, have no span. */
    private static List<Placement> concat(PlacementNode node, int output) {
        int axis = node.axisAttribute(0, node.outputShape(output).length);
        var shapes = IntStream.range(0, node.inputs()).mapToObj(node::shape).toList();
        var firsts = IntStream.range(0, node.inputs())
                .mapToObj(i -> node.first(i).orElse(new Placement(null, null)))
                .toList();
        var rows = joined(axis, firsts.stream().map(Placement::rows).toList(), shapes);
        var columns = joined(axis, firsts.stream().map(Placement::columns).toList(), shapes);
        return Placement.of(rows, columns).stream().toList();
    }

    private static Spans joined(int axis, List<Spans> parts, List<int[]> shapes) {
        return parts.stream().allMatch(Objects::isNull) ? null : Spans.concat(axis, parts, shapes);
    }

    private static List<Placement> split(PlacementNode node, int output) {
        int axis = node.axisAttribute(0, node.rank(0));
        int start =
                IntStream.range(0, output).map(i -> node.outputShape(i)[axis]).sum();
        var indices =
                IntStream.range(start, start + node.outputShape(output)[axis]).toArray();
        return node.map(0, spans -> spans.select(axis, indices));
    }

    /** A position that is computed from the image hides an axis of the image, and no other axis. */
    private static List<Placement> slice(PlacementNode node, int output) {
        var shape = node.shape(0);
        var starts = node.integers(1, "starts");
        var axes = node.integers(3, "axes")
                .or(() -> starts.map(s -> LongStream.range(0, s.length).toArray()));
        if (axes.isEmpty()) {
            return List.of();
        }
        var steps = node.hasInput(4) ? node.integers(4, "steps") : Optional.of(ones(axes.get().length));
        return node.map(0, spans -> {
            var result = spans;
            for (int i = 0; i < axes.get().length; i++) {
                int axis = PlacementNode.axis(axes.get()[i], shape.length);
                int count = node.outputShape(output)[axis];
                boolean known = starts.isPresent() && steps.isPresent();
                if (!known && result.varies(axis)) {
                    return null;
                }
                result = result.select(
                        axis, known ? sliced(shape[axis], starts.get()[i], steps.get()[i], count) : new int[count]);
            }
            return result;
        });
    }

    private static long[] ones(int n) {
        var ones = new long[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int[] sliced(int size, long start, long step, int count) {
        long counted = start < 0 ? start + size : start;
        long first = Math.max(0, Math.min(counted, step > 0 ? size : size - 1));
        return IntStream.range(0, count)
                .map(i -> Math.toIntExact(first + i * step))
                .toArray();
    }

    private static List<Placement> gather(PlacementNode node, int output) {
        int axis = node.axisAttribute(0, node.rank(0));
        int size = node.shape(0)[axis];
        var indices = node.integers(1, "");
        var shape = node.outputShape(output);
        if (indices.isEmpty()) {
            var any = new int[Arrays.stream(node.shape(1)).reduce(1, (a, b) -> a * b)];
            return node.map(
                    0,
                    spans -> spans.varies(axis) ? null : spans.select(axis, any).reshape(shape));
        }
        var selected = Arrays.stream(indices.get())
                .mapToInt(i -> PlacementNode.axis(i, size))
                .toArray();
        return node.map(0, spans -> spans.select(axis, selected).reshape(shape));
    }

    private static List<Placement> pad(PlacementNode node, int output) {
        int rank = node.rank(0);
        var pads = node.integers(1, "pads");
        if (pads.isEmpty()) {
            return List.of();
        }
        var axes = node.hasInput(3)
                ? node.integers(3, "").orElse(new long[0])
                : IntStream.range(0, rank).asLongStream().toArray();
        UnaryOperator<Spans> operation = UnaryOperator.identity();
        for (int i = 0; i < axes.length; i++) {
            int axis = PlacementNode.axis(axes[i], rank);
            int before = Math.toIntExact(pads.get()[i]);
            int size = node.shape(0)[axis];
            var indices = IntStream.range(0, node.outputShape(output)[axis])
                    .map(o -> o - before >= 0 && o - before < size ? o - before : -1)
                    .toArray();
            boolean unchanged = before == 0 && indices.length == size;
            var earlier = operation;
            operation = unchanged ? earlier : spans -> earlier.apply(spans).select(axis, indices);
        }
        return node.map(0, operation);
    }

    private static List<Placement> tile(PlacementNode node, int output) {
        var shape = node.shape(0);
        var tiled = node.outputShape(output);
        return node.map(0, spans -> {
            var result = spans;
            for (int d = 0; d < shape.length; d++) {
                int size = shape[d];
                result = result.select(
                        d, IntStream.range(0, tiled[d]).map(i -> i % size).toArray());
            }
            return result;
        });
    }
}
