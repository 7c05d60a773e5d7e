package io.github.gradcam4j.formats.keras;

import java.util.Arrays;
import java.util.List;

/**
 * The values of a weight in row-major order. Weights are equal if shapes and values are.
 *
 * @param values shared, do not write
 * @param shape shared, do not write
 */
record KerasWeight(float[] values, long[] shape) {

    /** Returns a vector of equal values. */
    static KerasWeight filled(float value, int size) {
        var values = new float[size];
        Arrays.fill(values, value);
        return new KerasWeight(values, new long[] {size});
    }

    /** Returns a vector of these values. */
    static KerasWeight of(List<Double> numbers) {
        var values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return new KerasWeight(values, new long[] {values.length});
    }

    /** Returns a transposed copy: its axis {@code i} is axis {@code order[i]} of this weight. */
    KerasWeight transposed(int... order) {
        int rank = shape.length;
        var strides = new long[rank];
        long stride = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        var transposed = new long[rank];
        var steps = new long[rank];
        for (int i = 0; i < rank; i++) {
            transposed[i] = shape[order[i]];
            steps[i] = strides[order[i]];
        }
        return new KerasWeight(gather(transposed, steps), transposed);
    }

    private float[] gather(long[] newShape, long[] steps) {
        var result = new float[values.length];
        var index = new long[newShape.length];
        long from = 0;
        for (int to = 0; to < result.length; to++) {
            result[to] = values[(int) from];
            for (int axis = newShape.length - 1; axis >= 0; axis--) {
                from += steps[axis];
                if (++index[axis] < newShape[axis]) {
                    break;
                }
                from -= steps[axis] * newShape[axis];
                index[axis] = 0;
            }
        }
        return result;
    }

    /** Returns a weight with the same values and another shape. */
    KerasWeight reshaped(long... other) {
        return new KerasWeight(values, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KerasWeight that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "KerasWeight" + Arrays.toString(shape);
    }
}
