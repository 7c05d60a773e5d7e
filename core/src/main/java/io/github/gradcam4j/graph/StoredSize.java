package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.util.Locale;

/** The number of values that a file stores for a tensor, which must be that of its shape. */
final class StoredSize {

    private StoredSize() {}

    /**
     * Checks a tensor whose elements have at least one byte.
     *
     * @throws InvalidModelException if it has more or fewer values than its shape
     */
    static void check(TensorProto tensor) {
        check(tensor, tensor.getRawData().size());
    }

    /**
     * Checks a tensor whose bytes are elsewhere.
     *
     * @param bytes the number of bytes, unless the tensor has its values as a list
     */
    static void check(TensorProto tensor, long bytes) {
        var type = ElementType.ofCode(tensor.getDataType());
        boolean several = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
        if (type.bytes() == 0 || several) {
            return;
        }
        long listed = listed(tensor);
        boolean fits = listed > 0 && bytes == 0 ? listed == size(tensor) : bytes == bytes(tensor, type);
        if (!fits) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "tensor %s has the shape %s of %s, and %s. The file is damaged",
                    tensor.getName(),
                    tensor.getDimsList(),
                    type,
                    listed > 0 && bytes == 0 ? listed + " values" : bytes + " bytes"));
        }
    }

    private static long listed(TensorProto tensor) {
        return Math.max(
                Math.max(tensor.getFloatDataCount(), tensor.getDoubleDataCount()),
                Math.max(
                        tensor.getInt32DataCount(), Math.max(tensor.getInt64DataCount(), tensor.getUint64DataCount())));
    }

    private static long bytes(TensorProto tensor, ElementType type) {
        long size = size(tensor);
        return size > Long.MAX_VALUE / type.bytes() ? -1 : size * type.bytes();
    }

    /** Returns the number of elements, or -1 if no tensor has that many. */
    private static long size(TensorProto tensor) {
        try {
            return Constant.elements(
                    tensor.getDimsList().stream().mapToLong(d -> d).toArray());
        } catch (ArithmeticException e) {
            return -1;
        }
    }
}
