package io.github.gradcam4j.internal.spatial;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rules of operators on [N, C, ...] whose output has rows and columns of its own: convolutions, pooling and
 * resampling. They divide the extent of an axis into as many equal parts as the output has rows or columns.
 */
final class WindowPlacements {

    private static final int FIRST = 2;

    /** The largest number of rows or columns that an ordinary window reduces to one; larger windows end an axis. */
    private static final int LARGEST_STEP = 3;

    private WindowPlacements() {}

    static void addTo(Map<String, PlacementRule> rules) {
        for (String op : List.of("Conv", "ConvInteger", "DeformConv")) {
            rules.put(op, (node, output) -> windows(node, output, true, kernel(node)));
        }
        rules.put("QLinearConv", (node, output) -> windows(node, output, true, kernel(node)));
        for (String op : List.of("MaxPool", "AveragePool", "LpPool")) {
            rules.put(op, (node, output) -> output > 0 ? List.of() : windows(node, output, false, kernel(node)));
        }
        for (String op : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")) {
            rules.put(op, (node, output) -> windows(node, output, false, spatial(node)));
        }
        rules.put("ConvTranspose", (node, output) -> resampled(node, output, true));
        for (String op : List.of("Resize", "Upsample", "DepthToSpace", "SpaceToDepth")) {
            rules.put(op, (node, output) -> resampled(node, output, !op.equals("Resize") && !op.equals("Upsample")));
        }
    }

    private static int[] spatial(PlacementNode node) {
        return IntStream.of(node.shape(0)).skip(FIRST).toArray();
    }

    private static int[] kernel(PlacementNode node) {
        return node.attributes()
                .integers("kernel_shape")
                .map(k -> IntStream.range(0, k.length).map(i -> (int) k[i]).toArray())
                .orElseGet(() -> IntStream.of(node.shape(1)).skip(FIRST).toArray());
    }

    /** @param mixed whether each output channel is computed from several input channels */
    private static List<Placement> windows(PlacementNode node, int output, boolean mixed, int[] kernel) {
        var in = node.shape(0);
        var out = node.outputShape(output);
        return node.placements(0).stream()
                .flatMap(placement -> {
                    var p = mixed ? placement.map(s -> mixed(s, out[1])) : Optional.of(placement);
                    for (int d = FIRST; d < out.length && p.isPresent(); d++) {
                        boolean whole = out[d] == 1 && in[d] > LARGEST_STEP && kernel[d - FIRST] >= in[d];
                        p = divided(p.get(), d, in[d], out[d], whole);
                    }
                    return p.stream();
                })
                .toList();
    }

    private static List<Placement> resampled(PlacementNode node, int output, boolean mixed) {
        var in = node.shape(0);
        var out = node.outputShape(output);
        return node.placements(0).stream()
                .flatMap(placement -> {
                    var p = mixed ? placement.map(s -> mixed(s, out[1])) : Optional.of(placement);
                    for (int d = mixed ? FIRST : 0; d < out.length && p.isPresent(); d++) {
                        p = divided(p.get(), d, in[d], out[d], false);
                    }
                    return p.stream();
                })
                .toList();
    }

    /** Returns the spans of channels that are computed from all channels. */
    private static Spans mixed(Spans spans, int channels) {
        var sum = spans.sum(1);
        return sum == null ? null : sum.withSize(1, channels);
    }

    /**
     * Returns the placement after a dimension gets another size. An element stays where it is if the size does not
     * change.
     *
     * @param whole whether one window covers the dimension
     */
    private static Optional<Placement> divided(Placement p, int axis, int before, int after, boolean whole) {
        if (before == after) {
            return Optional.of(p);
        }
        boolean shared = p.isComplete() && p.rows().varies(axis) && p.columns().varies(axis);
        return p.map(spans -> {
            if (!spans.varies(axis)) {
                return spans.withSize(axis, after);
            }
            return whole || shared ? null : Division.of(spans, axis, after);
        });
    }
}
