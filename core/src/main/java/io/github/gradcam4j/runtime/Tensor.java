package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxJavaType;
import io.github.gradcam4j.graph.Constants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A dense tensor in memory outside the heap, where ONNX Runtime reads and writes it without a copy; freed with the object.
 * Values stand in row-major order, pictures and activations as NCHW.
 *
 * @param type the element type
 * @param shape the size of each dimension
 * @param data the values in native byte order
 */
public record Tensor(OnnxJavaType type, long[] shape, ByteBuffer data) {

    public Tensor {
        if (!data.isDirect() || Constants.elements(shape) * type.size != data.capacity()) {
            throw new IllegalArgumentException(
                    "%d bytes do not hold %s of shape %s".formatted(data.capacity(), type, Arrays.toString(shape)));
        }
    }

    /** A float32 tensor of zeros. */
    public static Tensor zeros(long... shape) {
        return allocate(OnnxJavaType.FLOAT, shape);
    }

    /** A float32 tensor with a copy of the values. */
    public static Tensor of(float[] values, long... shape) {
        if (Constants.elements(shape) != values.length) {
            throw new IllegalArgumentException(
                    "%d values do not fill the shape %s".formatted(values.length, Arrays.toString(shape)));
        }
        var tensor = zeros(shape);
        tensor.floats().put(values);
        return tensor;
    }

    static Tensor allocate(OnnxJavaType type, long... shape) {
        long bytes = Math.multiplyExact(Constants.elements(shape), type.size);
        return new Tensor(
                type,
                shape.clone(),
                ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()));
    }

    /** The values of a float32 tensor, shared: what is written to the buffer is written to the tensor. */
    public FloatBuffer floats() {
        if (type != OnnxJavaType.FLOAT) {
            throw new IllegalStateException("a tensor of %s holds no float32".formatted(type));
        }
        return bytes().asFloatBuffer();
    }

    /** A copy of the values of a float32 tensor. */
    public float[] toArray() {
        var values = new float[size()];
        floats().get(values);
        return values;
    }

    /** The values of an integer or boolean tensor as int64. */
    public long[] integers() {
        var values = new long[size()];
        var bytes = bytes();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case INT64 -> bytes.getLong(i * 8);
                case INT32 -> bytes.getInt(i * 4);
                case INT8, UINT8, BOOL -> bytes.get(i);
                default -> throw new IllegalStateException("a tensor of %s holds no integers".formatted(type));
            };
        }
        return values;
    }

    /** The number of values. */
    public int size() {
        return data.capacity() / type.size;
    }

    public long dim(int i) {
        return shape[i];
    }

    public int rank() {
        return shape.length;
    }

    ByteBuffer bytes() {
        return data.duplicate().clear().order(ByteOrder.nativeOrder());
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
