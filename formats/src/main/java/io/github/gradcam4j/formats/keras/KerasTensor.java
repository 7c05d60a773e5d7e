package io.github.gradcam4j.formats.keras;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An output of a layer.
 *
 * @param tensor its name in the ONNX graph
 * @param shape its Keras shape without the batch, with {@link #UNKNOWN} for a free dimension. The ONNX tensor is
 *     [N,C,H,W] for [H,W,C]; any other shape is the same, batch first
 */
record KerasTensor(String tensor, List<Integer> shape) {

    static final int UNKNOWN = -1;

    private static final int MOST_ELEMENTS = 1 << 28;

    KerasTensor {
        shape = List.copyOf(shape);
    }

    /** Returns a feature map. */
    static KerasTensor map(String tensor, int height, int width, int channels) {
        return new KerasTensor(tensor, List.of(height, width, channels));
    }

    /** Returns a tensor of the same shape with another name: the result of an element-wise operation. */
    KerasTensor as(String other) {
        return new KerasTensor(other, shape);
    }

    int rank() {
        return shape.size();
    }

    boolean isMap() {
        return rank() == 3;
    }

    int height() {
        return shape.get(0);
    }

    int width() {
        return shape.get(1);
    }

    int channels() {
        return shape.get(rank() - 1);
    }

    /** Returns the axis of the ONNX tensor for a Keras axis from 1 to {@link #rank}; the batch is axis 0 in both. */
    int axis(int keras) {
        if (!isMap()) {
            return keras;
        }
        return keras == 3 ? 1 : keras + 1;
    }

    /** Returns the number of elements of one example; {@link #UNKNOWN} if a dimension is free. */
    int elements() {
        return shape.contains(UNKNOWN) ? UNKNOWN : knownElements();
    }

    /** @throws ArithmeticException if there are more than an int holds */
    private int knownElements() {
        return shape.stream().filter(size -> size != UNKNOWN).reduce(1, Math::multiplyExact);
    }

    /**
     * Returns whether such a tensor can exist: it has a dimension, all dimensions are positive or free, and those that
     * are known have no more elements than fit in memory.
     */
    boolean isPossible() {
        return rank() > 0
                && shape.stream().allMatch(size -> size == UNKNOWN || size > 0)
                && knownElements() <= MOST_ELEMENTS;
    }

    @Override
    public String toString() {
        return shape.stream().map(d -> d == UNKNOWN ? "?" : d.toString()).collect(Collectors.joining(",", "[", "]"));
    }
}
