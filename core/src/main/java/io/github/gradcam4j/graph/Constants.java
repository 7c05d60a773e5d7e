package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Tensors whose values stand in the graph: between ONNX's encodings and plain arrays. */
public final class Constants {

    private Constants() {}

    /** A float32 tensor that shares the memory of {@code littleEndian}: the caller must not write to it afterwards. */
    public static TensorProto floats(String name, ByteBuffer littleEndian, long... shape) {
        if (elements(shape) * Float.BYTES != littleEndian.remaining()) {
            throw new IllegalArgumentException("tensor %s: %d bytes do not fill the float32 shape %s"
                    .formatted(name, littleEndian.remaining(), Arrays.toString(shape)));
        }
        return proto(name, DataType.FLOAT, UnsafeByteOperations.unsafeWrap(littleEndian.slice()), shape);
    }

    public static TensorProto floats(String name, float[] values, long... shape) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return floats(name, bytes, shape);
    }

    public static TensorProto integers(String name, long[] values, long... shape) {
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return proto(name, DataType.INT64, UnsafeByteOperations.unsafeWrap(bytes), shape);
    }

    public static TensorProto bool(String name, boolean value) {
        return proto(name, DataType.BOOL, ByteString.copyFrom(new byte[] {(byte) (value ? 1 : 0)}));
    }

    /** The values of a float32 tensor in row-major order; not a copy where the tensor is stored raw. */
    public static FloatBuffer floats(TensorProto tensor) {
        require(tensor, DataType.FLOAT);
        if (tensor.hasRawData()) {
            return tensor.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }
        var values = new float[tensor.getFloatDataCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.getFloatData(i);
        }
        return FloatBuffer.wrap(values);
    }

    /** The values of an int64, int32 or boolean tensor in row-major order. */
    public static long[] integers(TensorProto tensor) {
        int n = Math.toIntExact(elements(shape(tensor)));
        var values = new long[n];
        var raw = tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = tensor.hasRawData();
        switch (type(tensor)) {
            case INT32 -> Arrays.setAll(values, i -> isRaw ? raw.getInt(i * 4) : tensor.getInt32Data(i));
            case BOOL -> Arrays.setAll(values, i -> isRaw ? raw.get(i) : tensor.getInt32Data(i));
            default -> {
                require(tensor, DataType.INT64);
                Arrays.setAll(values, i -> isRaw ? raw.getLong(i * 8) : tensor.getInt64Data(i));
            }
        }
        return values;
    }

    public static long[] shape(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToLong(d -> d).toArray();
    }

    public static DataType type(TensorProto tensor) {
        return DataType.forNumber(tensor.getDataType());
    }

    public static long elements(long... shape) {
        long n = 1;
        for (long d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    private static TensorProto proto(String name, DataType type, ByteString raw, long... shape) {
        var builder = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        Arrays.stream(shape).forEach(builder::addDims);
        return builder.setRawData(raw).build();
    }

    private static void require(TensorProto tensor, DataType type) {
        if (type(tensor) != type) {
            throw new IllegalArgumentException(
                    "tensor %s holds %s where %s is wanted".formatted(tensor.getName(), type(tensor), type));
        }
    }
}
