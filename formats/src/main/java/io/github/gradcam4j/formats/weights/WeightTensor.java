package io.github.gradcam4j.formats.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A named tensor of a state dict: a strided view into bytes, usually of a memory-mapped file. Immutable and thread
 * safe. The bytes are read by {@link #floats()} and {@link #littleEndianFloats()}, not before.
 */
public final class WeightTensor {
    private static final int MAX_RANK = 64;
    private static final int MAX_REPEATED = 1 << 24;

    private final String name;
    private final WeightType type;
    private final long[] shape;
    private final long[] strides;
    private final ByteBuffer storage;
    private final int offset;
    private final int count;

    private WeightTensor(
            String name, WeightType type, long[] shape, long[] strides, ByteBuffer storage, int offset, int count) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.strides = strides;
        this.storage = storage;
        this.offset = offset;
        this.count = count;
    }

    /**
     * Returns a float32 tensor with a copy of these values.
     *
     * @param values in row-major order
     * @throws IllegalArgumentException if their number does not match the shape
     */
    public static WeightTensor of(String name, long[] shape, float[] values) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException(
                    name + ": " + values.length + " values for shape " + Arrays.toString(shape));
        }
        ByteBuffer storage = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        storage.asFloatBuffer().put(values);
        return new WeightTensor(name, WeightType.FLOAT32, shape.clone(), rowMajor(shape), storage, 0, values.length);
    }

    /**
     * Returns a view into a storage.
     *
     * @param storage elements of {@code type}, in the buffer's byte order
     * @param offset the index of the first element in the storage
     * @param strides in elements, one for each dimension
     * @throws WeightFormatException if the view exceeds its storage
     */
    static WeightTensor view(
            String name, WeightType type, ByteBuffer storage, long offset, long[] shape, long[] strides)
            throws WeightFormatException {
        if (shape.length != strides.length || shape.length > MAX_RANK) {
            throw new WeightFormatException("tensor " + name + ": shape " + Arrays.toString(shape)
                    + " does not match strides " + Arrays.toString(strides));
        }
        if (!natural(shape) || !natural(strides)) {
            throw new WeightFormatException("tensor " + name + " has a negative dimension or stride");
        }
        long available = storage.capacity() / type.bytes();
        try {
            long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            long end = count == 0 ? offset : Math.addExact(last(offset, shape, strides), 1);
            if (offset < 0 || end > available) {
                throw new WeightFormatException("tensor " + name + " exceeds its storage: " + Arrays.toString(shape)
                        + " from element " + offset + ", but the storage has " + available);
            }
            if (count > Math.max(available, MAX_REPEATED)) {
                throw new WeightFormatException(
                        "tensor " + name + " has " + count + " elements from " + available + " stored ones");
            }
            return new WeightTensor(name, type, shape.clone(), strides.clone(), storage, (int) offset, (int) count);
        } catch (ArithmeticException e) {
            throw new WeightFormatException("tensor " + name + " is too large: " + Arrays.toString(shape), e);
        }
    }

    private static boolean natural(long[] values) {
        return Arrays.stream(values).allMatch(value -> value >= 0);
    }

    private static long last(long offset, long[] shape, long[] strides) {
        long last = offset;
        for (int dim = 0; dim < shape.length; dim++) {
            last = Math.addExact(last, Math.multiplyExact(shape[dim] - 1, strides[dim]));
        }
        return last;
    }

    static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int dim = shape.length - 1; dim >= 0; dim--) {
            strides[dim] = step;
            step = Math.multiplyExact(step, Math.max(1, shape[dim]));
        }
        return strides;
    }

    /** Returns the name in the state dict, such as {@code layer1.0.conv1.weight}. */
    public String name() {
        return name;
    }

    /** Returns the type of the stored elements. */
    public WeightType type() {
        return type;
    }

    /** Returns a copy of the shape; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of elements. */
    public int count() {
        return count;
    }

    /** Returns the elements in row-major order as float32, read only. */
    public FloatBuffer floats() {
        return littleEndianFloats().asFloatBuffer().asReadOnlyBuffer();
    }

    /**
     * Returns the elements in row-major order as little-endian float32: a read-only view of the file if they are stored
     * like that, else a converted copy that the caller owns.
     */
    public ByteBuffer littleEndianFloats() {
        return inPlace() ? inFile() : converted();
    }

    private boolean inPlace() {
        return type == WeightType.FLOAT32 && storage.order() == ByteOrder.LITTLE_ENDIAN && isRowMajor();
    }

    private ByteBuffer inFile() {
        return storage.slice(offset * Float.BYTES, count * Float.BYTES)
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer converted() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (count > 0) {
            gather(0, offset, bytes.asFloatBuffer());
        }
        return bytes;
    }

    private void gather(int dim, long element, FloatBuffer values) {
        if (dim == shape.length) {
            values.put(type.decode(storage, (int) element * type.bytes()));
            return;
        }
        for (long i = 0; i < shape[dim]; i++) {
            gather(dim + 1, element + i * strides[dim], values);
        }
    }

    private boolean isRowMajor() {
        long step = 1;
        for (int dim = shape.length - 1; dim >= 0; dim--) {
            if (shape[dim] != 1 && strides[dim] != step) {
                return false;
            }
            step *= shape[dim];
        }
        return true;
    }

    WeightTensor renamed(String newName) {
        return new WeightTensor(Objects.requireNonNull(newName), type, shape, strides, storage, offset, count);
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
