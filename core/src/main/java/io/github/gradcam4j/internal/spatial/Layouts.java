package io.github.gradcam4j.internal.spatial;

import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Converts between the placement of a tensor and its layout as maps. */
final class Layouts {

    /** The least part of the image that a map covers; the map of a smaller part would be drawn over the whole image. */
    private static final double COVERED = 0.6;

    private Layouts() {}

    /** Returns the placement of a tensor with a layout; its batch comes first. */
    static Placement placement(FeatureLayout layout, int[] shape) {
        int channel = layout.kind() == Kind.NCHW ? 1 : shape.length - 1;
        int elements = layout.area() + layout.withoutPosition();
        var row = new int[elements];
        var column = new int[elements];
        Arrays.fill(row, -1);
        Arrays.fill(column, -1);
        for (int p = 0; p < layout.area(); p++) {
            row[layout.element(p)] = p / layout.width();
            column[layout.element(p)] = p % layout.width();
        }
        return new Placement(
                spans(layout.height(), row, channel, shape), spans(layout.width(), column, channel, shape));
    }

    private static Spans spans(int parts, int[] part, int channel, int[] shape) {
        var positions = shape.clone();
        positions[0] = 1;
        positions[channel] = 1;
        return Spans.regular(new int[] {parts}, 0, 0, 1)
                .select(0, part)
                .reshape(positions)
                .broadcast(shape);
    }

    /**
     * Returns the layout of a tensor as maps of one image: one dimension of channels, and every position of a grid of
     * rows and columns once.
     *
     * @return empty if the tensor is not a map of the image, or has one position
     */
    static Optional<FeatureLayout> layout(Placement placement, int[] shape) {
        if (!placement.isComplete() || placement.varies(0)) {
            return Optional.empty();
        }
        var wide = IntStream.range(1, shape.length)
                .filter(d -> shape[d] > 1 && !placement.varies(d))
                .toArray();
        if (wide.length > 1) {
            return Optional.empty();
        }
        var candidates = wide.length == 1
                ? IntStream.of(wide)
                : IntStream.rangeClosed(1, shape.length - 1).map(d -> d == 1 ? shape.length - 1 : d - 1);
        return candidates
                .mapToObj(channel -> layout(placement, shape, channel))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<FeatureLayout> layout(Placement placement, int[] shape, int channel) {
        int last = IntStream.range(1, shape.length)
                .filter(d -> d != channel && shape[d] > 1)
                .max()
                .orElse(0);
        int first = IntStream.range(1, shape.length)
                .filter(d -> d != channel && shape[d] > 1)
                .min()
                .orElse(0);
        boolean channelsFirst = channel < first;
        if (!channelsFirst && channel < last) {
            return Optional.empty();
        }
        var rows = placement.rows().union(channel);
        var columns = placement.columns().union(channel);
        var counted = new boolean[shape.length];
        IntStream.range(1, shape.length).filter(d -> d != channel).forEach(d -> counted[d] = true);
        var rowStarts = new TreeMap<Double, Double>();
        var columnStarts = new TreeMap<Double, Double>();
        for (var index = new Index(shape, counted); index.valid(); index.next()) {
            add(rowStarts, rows, index.values());
            add(columnStarts, columns, index.values());
        }
        if (!follow(rowStarts) || !follow(columnStarts)) {
            return Optional.empty();
        }
        int height = rowStarts.size();
        int width = columnStarts.size();
        if (height * width < 2) {
            return Optional.empty();
        }
        var rowOf = rowStarts.keySet().stream().mapToDouble(v -> v).toArray();
        var columnOf = columnStarts.keySet().stream().mapToDouble(v -> v).toArray();
        var places = new int[height * width];
        Arrays.fill(places, -1);
        int elements = 0;
        for (var index = new Index(shape, counted); index.valid(); index.next(), elements++) {
            double row = rows.from(index.values());
            double column = columns.from(index.values());
            if (!Double.isNaN(row) && !Double.isNaN(column)) {
                int p = Arrays.binarySearch(rowOf, row) * width + Arrays.binarySearch(columnOf, column);
                if (places[p] >= 0) {
                    return Optional.empty();
                }
                places[p] = elements;
            }
        }
        if (Arrays.stream(places).anyMatch(p -> p < 0)) {
            return Optional.empty();
        }
        var kind = channelsFirst ? Kind.NCHW : shape.length == 4 ? Kind.NHWC : Kind.TOKENS;
        return Optional.of(FeatureLayout.of(kind, shape[channel], height, width, elements, places));
    }

    private static void add(TreeMap<Double, Double> starts, Spans spans, int[] index) {
        double start = spans.from(index);
        if (!Double.isNaN(start)) {
            starts.merge(start, spans.to(index), Math::max);
        }
    }

    /** Returns whether spans do not overlap and cover most of the image. */
    private static boolean follow(TreeMap<Double, Double> spans) {
        double end = 0;
        double covered = 0;
        for (var span : spans.entrySet()) {
            if (span.getKey() < end - 1e-9) {
                return false;
            }
            end = span.getValue();
            covered += span.getValue() - span.getKey();
        }
        return covered >= COVERED;
    }
}
