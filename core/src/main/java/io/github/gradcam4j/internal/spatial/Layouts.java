package io.github.gradcam4j.internal.spatial;

import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Converts between the placement of a tensor and its layout as maps. */
final class Layouts {

    private Layouts() {}

    /** Returns the placement of a tensor with a layout; its batch comes first. */
    static Placement placement(FeatureLayout layout, int[] shape) {
        int channel = layout.kind() == Kind.NCHW ? 1 : shape.length - 1;
        if (layout.isRowByRow() && shape.length == 4) {
            int rows = layout.kind() == Kind.NCHW ? 2 : 1;
            return new Placement(Spans.regular(shape, rows, 0, 1), Spans.regular(shape, rows + 1, 0, 1));
        }
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
     * @param batch the number of images, the size of the first dimension; for [T, N, C] that of the second
     * @return empty if the tensor is not a map of the image, or has one position
     */
    static Optional<FeatureLayout> layout(Placement placement, int[] shape, int batch) {
        if (!placement.isComplete() || shape.length < 3) {
            return Optional.empty();
        }
        boolean tokensFirst = shape.length == 3 && placement.varies(0) && shape[1] == batch;
        int images = tokensFirst ? 1 : 0;
        if (placement.varies(images) || shape[images] != batch) {
            return Optional.empty();
        }
        var wide = IntStream.range(0, shape.length)
                .filter(d -> d != images && shape[d] > 1 && !placement.varies(d))
                .toArray();
        if (wide.length > 1) {
            return Optional.empty();
        }
        var channels = wide.length == 1
                ? IntStream.of(wide)
                : IntStream.range(0, shape.length)
                        .map(d -> shape.length - 1 - d)
                        .filter(d -> d != images);
        return channels.mapToObj(channel -> new Grid(placement, shape, images, channel).layout())
                .flatMap(Optional::stream)
                .findFirst();
    }
}
