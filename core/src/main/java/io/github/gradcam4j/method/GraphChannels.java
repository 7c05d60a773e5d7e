package io.github.gradcam4j.method;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.model.FeatureLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All channels of a layer for all images of a batch, as tensors of a graph with three axes: [N, K, P], [N, P, K] or [P,
 * N, K], whichever the layer's layout gives without a transposition. Not thread safe.
 */
final class GraphChannels {

    private final GraphBuilder graph;
    private final FeatureLayout layout;
    private final int images;
    private final int channels;
    private final int positions;
    private String order;

    GraphChannels(GraphBuilder graph, FeatureLayout layout) {
        this.graph = graph;
        this.layout = layout;
        this.images = layout.kind() == FeatureLayout.Kind.TOKENS_FIRST ? 1 : 0;
        this.channels = layout.kind() == FeatureLayout.Kind.NCHW ? 1 : 2;
        this.positions = 3 - images - channels;
    }

    /**
     * Returns the channels of a tensor.
     *
     * @param tensor the name of a tensor of this layout, with any number of images
     */
    Values of(String tensor) {
        var shape = shape(-1);
        shape[channels] = layout.channels();
        shape[positions] = layout.area() + layout.withoutPosition();
        return new Values(atPositions(op("Reshape", tensor, graph.vector(shape))), false);
    }

    /** Selects the elements with a position, row by row. */
    private String atPositions(String elements) {
        int first = layout.first();
        if (IntStream.range(0, layout.area()).anyMatch(p -> layout.element(p) != first + p)) {
            return op("Gather", Attributes.of("axis", positions), elements, order());
        }
        return layout.withoutPosition() == 0
                ? elements
                : op(
                        "Slice",
                        elements,
                        graph.vector(first),
                        graph.vector(first + layout.area()),
                        graph.vector(positions));
    }

    private String order() {
        if (order == null) {
            var elements =
                    IntStream.range(0, layout.area()).mapToLong(layout::element).toArray();
            order = graph.constant("cam/order", elements, elements.length);
        }
        return order;
    }

    /** Sums over the channels and returns the name of the map, [N, h, w]. */
    String sum(Values term) {
        String terms = term.tensor;
        if (term.isNumber) {
            var shape = shape(1);
            shape[positions] = layout.area();
            terms = op("Expand", terms, graph.vector(shape));
        }
        String map = op("ReduceSum", Attributes.of("keepdims", 0), terms, graph.vector(channels));
        if (images > positions) {
            map = op("Transpose", Attributes.of("perm", new long[] {1, 0}), map);
        }
        return op("Reshape", map, graph.vector(-1, layout.height(), layout.width()));
    }

    /** Returns the sums of the channels with weights [N, K] or [1, K], as maps [N, h, w]. */
    String weighted(String tensor, String weights) {
        return products(tensor, op("Reshape", weights, graph.vector(-1, 1, layout.channels())));
    }

    /** Returns the products of a matrix [C, K], or of one for each image, with the channels: maps [N C, h, w]. */
    String products(String tensor, String matrix) {
        String values = of(tensor).tensor;
        if (images != 0 || channels != 1) {
            values = op("Transpose", Attributes.of("perm", new long[] {images, channels, positions}), values);
        }
        return op("Reshape", op("MatMul", matrix, values), graph.vector(-1, layout.height(), layout.width()));
    }

    private static long[] shape(long size) {
        var shape = new long[3];
        Arrays.fill(shape, size);
        return shape;
    }

    private String op(String op, String... inputs) {
        return op(op, Attributes.none(), inputs);
    }

    private String op(String op, Attributes attributes, String... inputs) {
        return graph.node("cam/" + op, op, List.of(inputs), attributes);
    }

    /** A tensor of all channels; with one number for each channel, the size of the axis of positions is 1. */
    final class Values implements Channel<Values> {

        private final String tensor;
        private final boolean isNumber;

        private Values(String tensor, boolean isNumber) {
            this.tensor = tensor;
            this.isNumber = isNumber;
        }

        private Values with(String op, Values other) {
            return new Values(op(op, tensor, other.tensor), isNumber && other.isNumber);
        }

        private Values with(String op, double c) {
            return new Values(op(op, tensor, graph.scalar(c)), isNumber);
        }

        private Values with(String op) {
            return new Values(op(op, tensor), isNumber);
        }

        @Override
        public Values plus(Values other) {
            return with("Add", other);
        }

        @Override
        public Values plus(double c) {
            return with("Add", c);
        }

        @Override
        public Values times(Values other) {
            return with("Mul", other);
        }

        @Override
        public Values times(double c) {
            return with("Mul", c);
        }

        @Override
        public Values div(Values other) {
            return with("Div", other);
        }

        @Override
        public Values reciprocal() {
            return with("Reciprocal");
        }

        @Override
        public Values max(double c) {
            return with("Max", c);
        }

        @Override
        public Values relu() {
            return with("Relu");
        }

        @Override
        public Values sum() {
            return isNumber
                    ? this
                    : new Values(op("ReduceSum", Attributes.of("keepdims", 1), tensor, graph.vector(positions)), true);
        }

        @Override
        public Values mean() {
            return isNumber ? this : sum().with("Div", layout.area());
        }
    }
}
