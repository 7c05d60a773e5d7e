package io.github.gradcam4j.runtime;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.internal.half.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

/**
 * A dense tensor in memory outside the heap, which ONNX Runtime reads and writes without a copy. The memory is freed
 * when the object is garbage collected. Values are in row-major order.
 *
 * <p>Mutable: {@link #floats}, {@link #data} and sessions that write to the tensor share its memory. Thread safe only
 * while no thread writes. Tensors are equal if their types, shapes and bytes are equal at the time of the call.
 */
public final class Tensor {

    private final ElementType type;
    private final long[] shape;
    private final ByteBuffer data;

    /**
     * Creates a tensor that shares the memory of a buffer.
     *
     * @param shape the size of each dimension
     * @param data the values in native byte order: a direct buffer of exactly the tensor's size
     * @throws IllegalArgumentException if the buffer is not direct or has another size
     */
    public Tensor(ElementType type, long[] shape, ByteBuffer data) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(data, "data");
        if (!data.isDirect() || type.bytes() == 0 || Constant.elements(shape) * type.bytes() != data.capacity()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d bytes do not hold %s of shape %s", data.capacity(), type, Arrays.toString(shape)));
        }
        this.type = type;
        this.shape = shape.clone();
        this.data = data;
    }

    /** Returns a float32 tensor of zeros. */
    public static Tensor zeros(long... shape) {
        return allocate(ElementType.FLOAT, shape);
    }

    /** Returns a float32 tensor of random numbers from the standard normal distribution, the same for the same seed. */
    public static Tensor randn(long seed, long... shape) {
        var tensor = zeros(shape);
        var values = tensor.floats();
        var random = new Random(seed);
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        return tensor;
    }

    /**
     * Returns a float32 tensor with a copy of the values.
     *
     * @throws IllegalArgumentException if the number of values does not match the shape
     */
    public static Tensor of(float[] values, long... shape) {
        if (Constant.elements(shape) != values.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d values do not fill the shape %s", values.length, Arrays.toString(shape)));
        }
        var tensor = zeros(shape);
        tensor.floats().put(values);
        return tensor;
    }

    /**
     * Returns the tensors one after another along the first dimension; the tensor itself if there is only one.
     *
     * @param tensors one or more, of one type; only their first dimension may differ
     * @throws IllegalArgumentException if types or shapes differ
     */
    public static Tensor concat(List<Tensor> tensors) {
        var first = NonNullList.copyOf(tensors, "tensors").get(0);
        if (tensors.size() == 1) {
            return first;
        }
        var shape = first.shape();
        shape[0] = tensors.stream().mapToLong(t -> t.dim(0)).sum();
        var joined = allocate(first.type, shape);
        var values = joined.data();
        for (Tensor tensor : tensors) {
            if (tensor.type != first.type || !Arrays.equals(row(tensor.shape), row(shape))) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s and %s cannot be joined", first, tensor));
            }
            values.put(tensor.data());
        }
        return joined;
    }

    private static long[] row(long[] shape) {
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    static Tensor allocate(ElementType type, long... shape) {
        long bytes = Math.multiplyExact(Constant.elements(shape), type.bytes());
        return new Tensor(
                type, shape, ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()));
    }

    /**
     * Returns the values of a float32 tensor in a buffer that shares the tensor's memory.
     *
     * @throws IllegalStateException if the tensor has another type
     */
    public FloatBuffer floats() {
        if (type != ElementType.FLOAT) {
            throw new IllegalStateException(String.format(Locale.ROOT, "a tensor of %s has no float32 values", type));
        }
        return data().asFloatBuffer();
    }

    /**
     * Returns a copy of the values of a float32 tensor.
     *
     * @throws IllegalStateException if the tensor has another type
     */
    public float[] toArray() {
        var values = new float[size()];
        floats().get(values);
        return values;
    }

    /**
     * Returns a float32 tensor of the same values, rounded to float32; this tensor if it has that type.
     *
     * @throws IllegalStateException if the tensor has no numbers
     */
    public Tensor toFloat32() {
        if (type == ElementType.FLOAT) {
            return this;
        }
        var converted = zeros(shape);
        var floats = converted.floats();
        var bytes = data();
        for (int i = 0; i < size(); i++) {
            floats.put(i, number(bytes, i * type.bytes()));
        }
        return converted;
    }

    private float number(ByteBuffer bytes, int at) {
        return switch (type) {
            case FLOAT16 -> HalfFloat.fromFloat16(bytes.getShort(at));
            case BFLOAT16 -> HalfFloat.fromBfloat16(bytes.getShort(at));
            case DOUBLE -> (float) bytes.getDouble(at);
            case UINT8, BOOL -> bytes.get(at) & 0xff;
            case INT8 -> bytes.get(at);
            case UINT16 -> bytes.getShort(at) & 0xffff;
            case INT16 -> bytes.getShort(at);
            case UINT32 -> bytes.getInt(at) & 0xffffffffL;
            case INT32 -> bytes.getInt(at);
            case INT64 -> bytes.getLong(at);
            default ->
                throw new IllegalStateException(String.format(Locale.ROOT, "a tensor of %s has no numbers", type));
        };
    }

    /**
     * Returns a copy of the values of an integer or boolean tensor as int64.
     *
     * @throws IllegalStateException if the tensor has another type
     */
    public long[] integers() {
        var values = new long[size()];
        var bytes = data();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case INT64 -> bytes.getLong(i * 8);
                case INT32 -> bytes.getInt(i * 4);
                case INT8 -> bytes.get(i);
                case UINT8, BOOL -> bytes.get(i) & 0xff;
                default ->
                    throw new IllegalStateException(String.format(Locale.ROOT, "a tensor of %s has no integers", type));
            };
        }
        return values;
    }

    /** Returns the type of the elements. */
    public ElementType type() {
        return type;
    }

    /** Returns the size of each dimension. */
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of values. */
    public int size() {
        return data.capacity() / type.bytes();
    }

    /** Returns the size of one dimension. */
    public long dim(int i) {
        return shape[i];
    }

    /** Returns the number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /**
     * Returns one member of the first dimension, such as an image of a batch: of the shape [1, ...], sharing the memory
     * of this tensor, which is freed when no tensor shares it.
     *
     * @throws IndexOutOfBoundsException if the tensor has no such member
     */
    public Tensor row(int index) {
        Objects.checkIndex(index, shape.length == 0 ? 0 : shape[0]);
        int bytes = Math.toIntExact(data.capacity() / shape[0]);
        var one = shape.clone();
        one[0] = 1;
        return new Tensor(type, one, data().slice(index * bytes, bytes).order(ByteOrder.nativeOrder()));
    }

    /** Returns the bytes of the values in native byte order, in a buffer that shares the tensor's memory. */
    public ByteBuffer data() {
        return data.duplicate().clear().order(ByteOrder.nativeOrder());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && tensor.type == type
                && Arrays.equals(tensor.shape, shape)
                && tensor.data().equals(data());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(shape)) + data().hashCode();
    }

    /** Returns type and shape, such as {@code FLOAT[1, 3, 224, 224]}. */
    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
