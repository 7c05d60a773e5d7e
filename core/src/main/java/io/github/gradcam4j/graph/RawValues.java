package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The values of tensors as little-endian bytes, whether a file stores them as bytes or as lists of numbers. */
final class RawValues {

    private RawValues() {}

    /**
     * Returns the values of a tensor whose elements have at least one byte.
     *
     * @throws IllegalArgumentException for text
     */
    static ByteBuffer of(TensorProto tensor) {
        if (!tensor.getRawData().isEmpty()) {
            return tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        }
        var type = ElementType.ofCode(tensor.getDataType());
        int count = Math.max(
                Math.max(tensor.getFloatDataCount(), tensor.getDoubleDataCount()),
                Math.max(
                        tensor.getInt32DataCount(), Math.max(tensor.getInt64DataCount(), tensor.getUint64DataCount())));
        var bytes = ByteBuffer.allocate(count * Math.max(type.bytes(), 8)).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case FLOAT, COMPLEX64 -> tensor.getFloatDataList().forEach(bytes::putFloat);
            case DOUBLE, COMPLEX128 -> tensor.getDoubleDataList().forEach(bytes::putDouble);
            case INT64 -> tensor.getInt64DataList().forEach(bytes::putLong);
            case UINT64 -> tensor.getUint64DataList().forEach(bytes::putLong);
            case UINT32 -> tensor.getUint64DataList().forEach(v -> bytes.putInt(v.intValue()));
            case INT32 -> tensor.getInt32DataList().forEach(bytes::putInt);
            case INT16, UINT16, FLOAT16, BFLOAT16 ->
                tensor.getInt32DataList().forEach(v -> bytes.putShort(v.shortValue()));
            case STRING, UNDEFINED ->
                throw new IllegalArgumentException("tensor " + tensor.getName() + " does not consist of numbers");
            default -> tensor.getInt32DataList().forEach(v -> bytes.put(v.byteValue()));
        }
        return bytes.flip();
    }
}
