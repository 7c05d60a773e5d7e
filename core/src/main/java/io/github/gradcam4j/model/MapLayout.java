package io.github.gradcam4j.model;

import io.github.gradcam4j.model.FeatureLayout.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * The layout of a tensor as a user gives it, where the graph does not tell. Immutable and thread safe.
 *
 * @param order the order of dimensions
 * @param rows rows of a map
 * @param columns columns of a map
 * @param first the number of tokens before the first with a position; 0 for four dimensions
 */
public record MapLayout(Kind order, int rows, int columns, int first) {

    public MapLayout {
        Objects.requireNonNull(order, "order");
        if (rows < 1 || columns < 1 || first < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a map has at least 1 row and 1 column, and first is at least 0: not %d, %d and %d",
                    rows,
                    columns,
                    first));
        }
    }

    /**
     * Returns the layout of a tensor.
     *
     * @param tensor the name of the tensor
     * @param shape the dimensions of the tensor with the batch
     * @throws IllegalArgumentException if the tensor does not have these rows and columns in this order
     */
    public FeatureLayout of(String tensor, long[] shape) {
        Objects.requireNonNull(tensor, "tensor");
        Objects.requireNonNull(shape, "shape");
        int rank = shape.length;
        boolean channelsFirst = order == Kind.NCHW;
        boolean tokensFirst = order == Kind.TOKENS_FIRST;
        if (rank < 3 || rank > 4 || order == Kind.NHWC && rank != 4 || tokensFirst && rank != 3) {
            throw failure(tensor, shape);
        }
        int channels = Math.toIntExact(channelsFirst ? shape[1] : shape[rank - 1]);
        int elements = Math.toIntExact(
                tokensFirst
                        ? shape[0]
                        : Arrays.stream(shape, channelsFirst ? 2 : 1, channelsFirst ? rank : rank - 1)
                                .reduce(1, Math::multiplyExact));
        boolean mayHaveOthers = order == Kind.TOKENS || tokensFirst;
        if (first + rows * columns > elements || !mayHaveOthers && first + rows * columns != elements) {
            throw failure(tensor, shape);
        }
        return FeatureLayout.of(order, channels, rows, columns, first, elements);
    }

    private IllegalArgumentException failure(String tensor, long[] shape) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "maps: tensor %s has the shape %s, which is not %s with %d x %d positions from %d on",
                tensor,
                Arrays.toString(shape),
                order,
                rows,
                columns,
                first));
    }
}
