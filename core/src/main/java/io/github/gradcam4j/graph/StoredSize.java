package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.util.Locale;

/** The number of values that a file stores for a tensor, which must be that of its shape. */
final class StoredSize {

    private StoredSize() {}

    /**
     * Checks a tensor whose values are in its message.
     *
     * @throws InvalidModelException if it has more or fewer values than its shape, an impossible shape or an unknown
     *     type
     */
    static void check(TensorProto tensor) {
        check(tensor, tensor.getRawData().size());
    }

    /**
     * Checks a tensor whose bytes are elsewhere.
     *
     * @param bytes the number of bytes, unless the tensor has its values as a list
     * @throws InvalidModelException as {@link #check(TensorProto)}
     */
    static void check(TensorProto tensor, long bytes) {
        var type = ElementType.ofCode(tensor.getDataType());
        if (type == ElementType.UNDEFINED) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "tensor %s has elements of type number %d, which is unknown. The file is damaged, or of a newer"
                            + " version of ONNX",
                    tensor.getName(),
                    tensor.getDataType()));
        }
        long size = size(tensor);
        long listed = listed(tensor, type);
        boolean isList = bytes == 0 && listed > 0 || type == ElementType.STRING;
        if (isList ? listed != listLength(size, type) : bytes != bytes(size, type)) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "tensor %s has the shape %s of %s, and %s. The file is damaged",
                    tensor.getName(),
                    tensor.getDimsList(),
                    type,
                    isList ? listed + " values" : bytes + " bytes"));
        }
    }

    /** Returns the length of the list in which ONNX stores values of this type. */
    private static long listed(TensorProto tensor, ElementType type) {
        return switch (type) {
            case FLOAT, COMPLEX64 -> tensor.getFloatDataCount();
            case DOUBLE, COMPLEX128 -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            case STRING -> tensor.getStringDataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    /** Returns the length of the list for this number of elements: two for a complex one, one for several packed. */
    private static long listLength(long size, ElementType type) {
        return switch (type) {
            case COMPLEX64, COMPLEX128 -> size < 0 ? size : 2 * size;
            default -> isPacked(type) ? bytes(size, type) : size;
        };
    }

    private static boolean isPacked(ElementType type) {
        return type.bytes() == 0 && type != ElementType.STRING;
    }

    /** Returns the number of bytes, or -1 if no tensor has that many. */
    private static long bytes(long size, ElementType type) {
        if (isPacked(type)) {
            return size < 0 ? size : size / type.perByte() + (size % type.perByte() == 0 ? 0 : 1);
        }
        return size > Long.MAX_VALUE / type.bytes() ? -1 : size * type.bytes();
    }

    /** Returns the number of elements, or -1 if no tensor has that many. */
    private static long size(TensorProto tensor) {
        long size = 1;
        for (long dim : tensor.getDimsList()) {
            if (dim < 0 || dim > 0 && size > (Long.MAX_VALUE >> 1) / dim) {
                return -1;
            }
            size *= dim;
        }
        return size;
    }
}
