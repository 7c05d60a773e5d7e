package io.github.gradcam4j.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.gradcam4j.internal.onnx.OnnxMl.StringStringEntryProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A named tensor whose values are part of a graph: a weight, or the value of an attribute. Immutable and thread safe,
 * unless the caller writes to the memory shared with {@link #floats(String, ByteBuffer, long...)}.
 */
public final class Constant {

    /**
     * The smallest size in bytes that is shared with sessions. ONNX Runtime may fold smaller constants, but not shared
     * ones.
     */
    private static final int LARGE = 1 << 12;

    private final TensorProto proto;
    private final Optional<ByteBuffer> offHeap;

    /** @param proto without the values if {@code offHeap} contains them */
    private Constant(TensorProto proto, Optional<ByteBuffer> offHeap) {
        this.proto = proto;
        this.offHeap = offHeap;
    }

    static Constant of(TensorProto proto) {
        return new Constant(proto, Optional.empty());
    }

    /**
     * Returns a float32 tensor that shares the memory of a buffer.
     *
     * @param littleEndian the values in row-major order; the caller must not write to the buffer afterwards
     * @throws IllegalArgumentException if the number of bytes does not match the shape
     */
    public static Constant floats(String name, ByteBuffer littleEndian, long... shape) {
        Objects.requireNonNull(name, "name");
        if (elements(shape) * Float.BYTES != littleEndian.remaining()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "tensor %s: %d bytes do not fill the float32 shape %s",
                    name,
                    littleEndian.remaining(),
                    Arrays.toString(shape)));
        }
        return of(name, ElementType.FLOAT, UnsafeByteOperations.unsafeWrap(littleEndian.slice()), shape);
    }

    /**
     * Returns a float32 tensor with a copy of the values.
     *
     * @param values in row-major order
     * @throws IllegalArgumentException if the number of values does not match the shape
     */
    public static Constant floats(String name, float[] values, long... shape) {
        Objects.requireNonNull(name, "name");
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return floats(name, bytes, shape);
    }

    /** Returns an int64 tensor with a copy of the values. */
    public static Constant integers(String name, long[] values, long... shape) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(shape, "shape");
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return of(name, ElementType.INT64, UnsafeByteOperations.unsafeWrap(bytes), shape);
    }

    /** Returns a boolean scalar. */
    public static Constant bool(String name, boolean value) {
        Objects.requireNonNull(name, "name");
        return of(name, ElementType.BOOL, ByteString.copyFrom(new byte[] {(byte) (value ? 1 : 0)}));
    }

    /**
     * Returns a tensor of numbers or booleans of any type.
     *
     * @param type a type of 1 to 8 bytes, but not of text or complex numbers
     * @param values in row-major order; rounded to the type
     * @throws IllegalArgumentException if the number of values does not match the shape, or for other types
     */
    public static Constant numbers(String name, ElementType type, double[] values, long... shape) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "tensor %s: %d values do not fill the shape %s",
                    name,
                    values.length,
                    Arrays.toString(shape)));
        }
        if (type == ElementType.INT4 || type == ElementType.UINT4) {
            return of(name, type, packed(type, values), shape);
        }
        var bytes = ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            double nearest = type.nearest(value);
            switch (type) {
                case FLOAT -> bytes.putFloat((float) nearest);
                case DOUBLE -> bytes.putDouble(nearest);
                case BOOL, INT8, UINT8 -> bytes.put((byte) (long) nearest);
                case INT16, UINT16 -> bytes.putShort((short) (long) nearest);
                case INT32, UINT32 -> bytes.putInt((int) (long) nearest);
                case INT64 -> bytes.putLong((long) nearest);
                default ->
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "tensor %s: numbers cannot become %s", name, type));
            }
        }
        return of(name, type, UnsafeByteOperations.unsafeWrap(bytes.flip()), shape);
    }

    /** Writes two values of four bits to each byte, the first one to the low bits. */
    private static ByteString packed(ElementType type, double[] values) {
        var bytes = new byte[(values.length + 1) / 2];
        for (int i = 0; i < values.length; i++) {
            int bits = (int) type.nearest(values[i]) & 0xf;
            bytes[i / 2] |= (byte) (bits << 4 * (i % 2));
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static Constant of(String name, ElementType type, ByteString raw, long... shape) {
        var builder = TensorProto.newBuilder().setName(name).setDataType(type.code());
        Arrays.stream(shape).forEach(builder::addDims);
        return of(builder.setRawData(raw).build());
    }

    /**
     * Returns the number of elements of a tensor of this shape.
     *
     * @throws ArithmeticException if the number exceeds a {@code long}
     */
    public static long elements(long... shape) {
        Objects.requireNonNull(shape, "shape");
        long n = 1;
        for (long d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    /** Returns the tensor's name. */
    public String name() {
        return proto.getName();
    }

    /** Returns the type of the elements. */
    public ElementType type() {
        return ElementType.ofCode(proto.getDataType());
    }

    /** Returns ONNX's code of the type, also of one that {@link ElementType} does not contain. */
    int typeCode() {
        return proto.getDataType();
    }

    /** Returns the size of each dimension. */
    public long[] shape() {
        return proto.getDimsList().stream().mapToLong(d -> d).toArray();
    }

    /** Returns the number of elements. */
    public long size() {
        return elements(shape());
    }

    /** Returns the size of the values in memory, in bytes. */
    public long bytes() {
        return offHeap.map(ByteBuffer::capacity).orElseGet(proto::getSerializedSize);
    }

    /**
     * Returns the values of a float32 tensor in row-major order: a view if the tensor is stored as raw bytes, else a
     * copy.
     *
     * @throws IllegalArgumentException if the tensor has another type
     */
    public FloatBuffer floats() {
        require(ElementType.FLOAT);
        if (offHeap.isPresent() || !proto.getRawData().isEmpty()) {
            return offHeap()
                    .orElseGet(() -> proto.getRawData().asReadOnlyByteBuffer())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }
        var values = new float[proto.getFloatDataCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = proto.getFloatData(i);
        }
        return FloatBuffer.wrap(values);
    }

    /**
     * Returns the values of a boolean tensor, or of one of integers, in row-major order; those of uint64 with the same
     * bits.
     *
     * @throws IllegalArgumentException if the tensor has another type
     */
    public long[] integers() {
        int n = Math.toIntExact(size());
        var values = new long[n];
        var raw = proto.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = !proto.getRawData().isEmpty();
        switch (type()) {
            case INT32 -> Arrays.setAll(values, i -> isRaw ? raw.getInt(i * 4) : proto.getInt32Data(i));
            case BOOL, INT8 -> Arrays.setAll(values, i -> isRaw ? raw.get(i) : proto.getInt32Data(i));
            case UINT8 -> Arrays.setAll(values, i -> isRaw ? raw.get(i) & 0xff : proto.getInt32Data(i));
            case INT16 -> Arrays.setAll(values, i -> isRaw ? raw.getShort(i * 2) : proto.getInt32Data(i));
            case UINT16 -> Arrays.setAll(values, i -> isRaw ? raw.getShort(i * 2) & 0xffff : proto.getInt32Data(i));
            case UINT4, INT4 -> {
                int unused = type() == ElementType.INT4 ? Integer.SIZE - 4 : 0;
                Arrays.setAll(values, i -> {
                    int pair = isRaw ? raw.get(i / 2) : proto.getInt32Data(i / 2);
                    return (pair >> 4 * (i % 2) & 0xf) << unused >> unused;
                });
            }
            case UINT32 -> Arrays.setAll(values, i -> isRaw ? raw.getInt(i * 4) & 0xffffffffL : proto.getUint64Data(i));
            case UINT64 -> Arrays.setAll(values, i -> isRaw ? raw.getLong(i * 8) : proto.getUint64Data(i));
            default -> {
                require(ElementType.INT64);
                Arrays.setAll(values, i -> isRaw ? raw.getLong(i * 8) : proto.getInt64Data(i));
            }
        }
        return values;
    }

    /**
     * Returns the values of a float32 or boolean tensor, or of one of integers, as float64 in row-major order.
     *
     * @throws IllegalArgumentException if the tensor has another type
     */
    public double[] toDoubles() {
        if (type() != ElementType.FLOAT) {
            return Arrays.stream(integers()).asDoubleStream().toArray();
        }
        var floats = floats();
        var values = new double[floats.remaining()];
        Arrays.setAll(values, i -> floats.get(floats.position() + i));
        return values;
    }

    /**
     * Returns the little-endian values of a tensor outside the heap, which sessions share; see {@link Graph#offHeap}.
     * Do not write to this memory. Empty for all other tensors.
     */
    public Optional<ByteBuffer> offHeap() {
        return offHeap.map(data -> data.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Returns the same tensor under another name. */
    public Constant withName(String name) {
        Objects.requireNonNull(name, "name");
        return new Constant(proto.toBuilder().setName(name).build(), offHeap);
    }

    /** Returns a copy with these values, for a tensor that was read without values. */
    Constant withOffHeap(ByteBuffer values) {
        return new Constant(proto, Optional.of(values));
    }

    /**
     * Returns a copy with the values outside the heap if this is a large float32 tensor on the heap, else this tensor.
     */
    Constant moved() {
        if (type() != ElementType.FLOAT || proto.getRawData().size() < LARGE) {
            return this;
        }
        var direct = ByteBuffer.allocateDirect(proto.getRawData().size());
        proto.getRawData().copyTo(direct);
        return new Constant(proto.toBuilder().clearRawData().build(), Optional.of(direct.flip()));
    }

    /** Returns the message with all values, which are not copied. */
    TensorProto toProto() {
        return offHeap.map(data -> proto.toBuilder()
                        .setRawData(UnsafeByteOperations.unsafeWrap(data.duplicate()))
                        .build())
                .orElse(proto);
    }

    /** Returns the message, in which values outside the heap are declared as external data. */
    TensorProto toProtoWithoutOffHeap() {
        if (offHeap.isEmpty()) {
            return proto;
        }
        var elsewhere = StringStringEntryProto.newBuilder()
                .setKey(ExternalData.LOCATION)
                .setValue("weights");
        return proto.toBuilder()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(elsewhere)
                .build();
    }

    private void require(ElementType type) {
        if (type() != type) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "tensor %s has elements of type %s, not %s", name(), type(), type));
        }
    }

    /** Returns whether both have the same name, type, shape and stored values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Constant that && proto.equals(that.proto) && offHeap.equals(that.offHeap);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name(), type(), Arrays.hashCode(shape()));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s%s", name(), type(), Arrays.toString(shape()));
    }
}
