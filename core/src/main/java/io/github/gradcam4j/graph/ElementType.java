package io.github.gradcam4j.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The element type of a tensor, with the names and codes of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">ONNX</a>.
 */
public enum ElementType {
    /** Not a tensor, a type left to inference, or a type unknown to this version. */
    UNDEFINED(0, 0),
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    STRING(8, 0),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    COMPLEX64(14, 8),
    COMPLEX128(15, 16),
    BFLOAT16(16, 2),
    FLOAT8E4M3FN(17, 1),
    FLOAT8E4M3FNUZ(18, 1),
    FLOAT8E5M2(19, 1),
    FLOAT8E5M2FNUZ(20, 1),
    UINT4(21, 0),
    INT4(22, 0),
    FLOAT4E2M1(23, 0),
    FLOAT8E8M0(24, 1),
    UINT2(25, 0),
    INT2(26, 0);

    private static final Map<Integer, ElementType> BY_CODE = new HashMap<>();

    static {
        Arrays.stream(values()).forEach(type -> BY_CODE.put(type.code, type));
    }

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Returns the type with ONNX's code; {@link #UNDEFINED} if the code is unknown. */
    public static ElementType ofCode(int code) {
        return BY_CODE.getOrDefault(code, UNDEFINED);
    }

    /** Returns ONNX's code. */
    public int code() {
        return code;
    }

    /** Returns the size of one element in bytes; 0 for text and for types smaller than a byte. */
    public int bytes() {
        return bytes;
    }

    /** Returns the number of elements that ONNX stores in one byte; 1 for larger elements. */
    int perByte() {
        return switch (this) {
            case UINT4, INT4, FLOAT4E2M1 -> 2;
            case UINT2, INT2 -> 4;
            default -> 1;
        };
    }

    /**
     * Returns the nearest value that an integer or boolean type has; the value itself for other types.
     *
     * @param value halves are rounded to the even neighbor
     */
    public double nearest(double value) {
        return switch (this) {
            case UINT2 -> nearest(value, 0, 3);
            case INT2 -> nearest(value, -2, 1);
            case UINT4 -> nearest(value, 0, 15);
            case INT4 -> nearest(value, -8, 7);
            case UINT8 -> nearest(value, 0, 255);
            case INT8 -> nearest(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT16 -> nearest(value, 0, 65535);
            case INT16 -> nearest(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case UINT32 -> nearest(value, 0, 0xffffffffL);
            case INT32 -> nearest(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT64 -> nearest(value, 0, 0x1p64);
            case INT64 -> nearest(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case BOOL -> nearest(value, 0, 1);
            default -> value;
        };
    }

    private static double nearest(double value, double lowest, double highest) {
        return Math.max(lowest, Math.min(highest, Math.rint(value)));
    }

    /** Returns whether the elements are floating-point numbers, of 4 to 64 bits. */
    public boolean isReal() {
        return isFloatingPoint() || name().startsWith("FLOAT");
    }

    /** Returns whether the elements are floating-point numbers of 16 to 64 bits. */
    public boolean isFloatingPoint() {
        return this == FLOAT || this == FLOAT16 || this == BFLOAT16 || this == DOUBLE;
    }
}
