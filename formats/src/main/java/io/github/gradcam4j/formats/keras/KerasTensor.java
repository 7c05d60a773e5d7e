package io.github.gradcam4j.formats.keras;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor on its way through the model.
 *
 * @param tensor its name in the ONNX graph
 * @param shape its Keras shape without the batch, {@link #UNKNOWN} where free. A shape [H,W,C] stands in the ONNX graph
 *     as [N,C,H,W]; any other as Keras has it, batch first
 */
record KerasTensor(String tensor, List<Integer> shape) {

    static final int UNKNOWN = -1;

    KerasTensor {
        shape = List.copyOf(shape);
    }

    static KerasTensor map(String tensor, int height, int width, int channels) {
        return new KerasTensor(tensor, List.of(height, width, channels));
    }

    /** The same tensor shape under another name, after an element-wise operation. */
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

    /** The axis of the ONNX tensor for one of Keras's, 1 to {@link #rank}; the batch is 0 in both. */
    int axis(int keras) {
        if (!isMap()) {
            return keras;
        }
        return keras == 3 ? 1 : keras + 1;
    }

    /** The number of elements of one example; {@link #UNKNOWN} where a dimension is. */
    int elements() {
        return shape.contains(UNKNOWN) ? UNKNOWN : shape.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return shape.stream().map(d -> d == UNKNOWN ? "?" : d.toString()).collect(Collectors.joining(",", "[", "]"));
    }
}
