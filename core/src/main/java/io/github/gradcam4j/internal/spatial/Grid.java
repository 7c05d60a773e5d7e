package io.github.gradcam4j.internal.spatial;

import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The search for a grid of rows and columns in a tensor with given dimensions of images and channels. */
final class Grid {

    /** The least part of the image that a map covers; the map of a smaller part would be drawn over the whole image. */
    private static final double COVERED = 0.6;

    /** The largest number of positions in an irregular order, which takes long to find. */
    private static final int MOST_POSITIONS = 1 << 23;

    private final int[] shape;
    private final int images;
    private final int channel;
    private final Spans rows;
    private final Spans columns;
    private final boolean[] counted;

    Grid(Placement placement, int[] shape, int images, int channel) {
        this.shape = shape;
        this.images = images;
        this.channel = channel;
        this.rows = placement.rows().sum(channel);
        this.columns = placement.columns().sum(channel);
        this.counted = new boolean[shape.length];
        IntStream.range(0, shape.length)
                .filter(d -> d != images && d != channel)
                .forEach(d -> counted[d] = true);
    }

    /** Returns the layout of the tensor; empty unless every position of a grid has exactly one element. */
    Optional<FeatureLayout> layout() {
        var kind = kind();
        if (rows == null
                || columns == null
                || kind.isEmpty()
                || covered(rows) < COVERED
                || covered(columns) < COVERED) {
            return Optional.empty();
        }
        var ordered = rowByRow(kind.get());
        if (ordered.isPresent()) {
            return ordered;
        }
        var rowCenters = centers(rows);
        var columnCenters = centers(columns);
        int height = rowCenters.length;
        int width = columnCenters.length;
        if ((long) height * width < 2 || (long) height * width > MOST_POSITIONS) {
            return Optional.empty();
        }
        var order = new int[height * width];
        Arrays.fill(order, -1);
        int element = 0;
        for (var index = new Index(shape, counted); index.valid(); index.next(), element++) {
            double row = rows.center(index.values());
            double column = columns.center(index.values());
            if (!Double.isNaN(row) && !Double.isNaN(column)) {
                int p = Arrays.binarySearch(rowCenters, row) * width + Arrays.binarySearch(columnCenters, column);
                if (order[p] >= 0) {
                    return Optional.empty();
                }
                order[p] = element;
            }
        }
        return Arrays.stream(order).anyMatch(e -> e < 0)
                ? Optional.empty()
                : Optional.of(FeatureLayout.of(kind.get(), shape[channel], height, width, element, order));
    }

    /** Returns the layout if rows are one dimension in their order, and columns a later one, with no others. */
    private Optional<FeatureLayout> rowByRow(Kind kind) {
        var wide = IntStream.range(0, shape.length)
                .filter(d -> counted[d] && shape[d] > 1)
                .toArray();
        return wide.length == 2 && rows.isOrderedAlong(wide[0]) && columns.isOrderedAlong(wide[1])
                ? Optional.of(FeatureLayout.of(kind, shape[channel], shape[wide[0]], shape[wide[1]]))
                : Optional.empty();
    }

    /** Returns the order of dimensions; empty if the channels stand between two dimensions with positions. */
    private Optional<Kind> kind() {
        var positions = IntStream.range(0, shape.length)
                .filter(d -> counted[d] && shape[d] > 1)
                .toArray();
        if (images == 1) {
            return channel == 2 ? Optional.of(Kind.TOKENS_FIRST) : Optional.empty();
        }
        if (positions.length == 0 || channel < positions[0]) {
            return Optional.of(Kind.NCHW);
        }
        return channel < positions[positions.length - 1]
                ? Optional.empty()
                : Optional.of(shape.length == 4 ? Kind.NHWC : Kind.TOKENS);
    }

    private static double covered(Spans spans) {
        return spans.end() - spans.start();
    }

    private static double[] centers(Spans spans) {
        var centers = new TreeSet<Double>();
        var varies = new boolean[spans.rank()];
        spans.varyingAxes().forEach(d -> varies[d] = true);
        for (var index = new Index(spans.shape(), varies); index.valid(); index.next()) {
            double center = spans.center(index.values());
            if (!Double.isNaN(center)) {
                centers.add(center);
            }
        }
        return centers.stream().mapToDouble(c -> c).toArray();
    }
}
