package io.github.gradcam4j.runtime;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.internal.half.HalfFloat;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The type of an npy file's values, such as {@code i8}, and their conversion to types of tensors. */
record NpyType(char kind, int bytes) {

    /** float32 has 24 significant bits. */
    private static final int SIGNIFICANT = 24;

    private static final double TWO_63 = 0x1p63;

    /** A reader of the value at a byte offset. */
    interface FloatReader {
        float read(ByteBuffer bytes, int at);
    }

    private interface LongReader {
        long read(ByteBuffer bytes, int at);
    }

    /** Returns a reader of the value as float32, rounded. */
    FloatReader floats() {
        return switch (toString()) {
            case "f2" -> (bytes, at) -> HalfFloat.fromFloat16(bytes.getShort(at));
            case "f4" -> ByteBuffer::getFloat;
            case "f8" -> (bytes, at) -> (float) bytes.getDouble(at);
            case "u8" -> (bytes, at) -> unsigned(bytes.getLong(at));
            default -> {
                var integers = integers();
                yield (bytes, at) -> integers.read(bytes, at);
            }
        };
    }

    private static float unsigned(long value) {
        // The lowest bit is kept, so that the sum of both halves is rounded once.
        return value >= 0 ? value : (float) (value >>> 1 | value & 1) * 2;
    }

    private LongReader integers() {
        return switch (toString()) {
            case "b1", "u1" -> (bytes, at) -> bytes.get(at) & 0xff;
            case "i1" -> ByteBuffer::get;
            case "u2" -> (bytes, at) -> bytes.getShort(at) & 0xffff;
            case "i2" -> ByteBuffer::getShort;
            case "u4" -> (bytes, at) -> bytes.getInt(at) & 0xffffffffL;
            case "i4" -> ByteBuffer::getInt;
            case "i8", "u8" -> ByteBuffer::getLong;
            default ->
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "values of type %s are not supported; save an array of numbers", this));
        };
    }

    /** A conversion of the value at a byte offset to an element of a tensor. */
    interface Conversion {

        /** @throws ArithmeticException if the type of the tensor does not have the value; the message is the value */
        void convert(ByteBuffer from, int at, ByteBuffer to, int element);
    }

    /** Returns the conversion to a declared type, in the form of {@link Session#inputType}. */
    Conversion to(ElementType declared) {
        if (declared.isFloatingPoint() || Session.inputType(declared) == ElementType.FLOAT) {
            var reader = isIntegral() ? exactFloats() : rawFloats(declared);
            return (from, at, to, element) -> to.putFloat(Float.BYTES * element, reader.read(from, at));
        }
        var type = Session.inputType(declared);
        var reader = isIntegral() ? integers() : isNibbles(declared) ? nibbles(declared) : wholeNumbers(declared);
        boolean unsigned = toString().equals("u8");
        return (from, at, to, element) -> {
            long value = reader.read(from, at);
            if (!contains(declared, value, unsigned)) {
                throw new ArithmeticException(unsigned ? Long.toUnsignedString(value) : Long.toString(value));
            }
            put(to, type, element, value);
        };
    }

    private boolean isIntegral() {
        return kind == 'b' || kind == 'i' || kind == 'u';
    }

    /** Types that NumPy does not have are saved as bytes without a type ({@code V}), or as {@code f1}. */
    private FloatReader rawFloats(ElementType declared) {
        boolean raw = kind == 'V' || toString().equals("f1");
        if (raw && bytes == declared.bytes()) {
            switch (declared) {
                case BFLOAT16 -> {
                    return (from, at) -> HalfFloat.fromBfloat16(from.getShort(at));
                }
                case FLOAT8E4M3FN -> {
                    return (from, at) -> HalfFloat.fromFloat8(from.get(at), 3, false);
                }
                case FLOAT8E4M3FNUZ -> {
                    return (from, at) -> HalfFloat.fromFloat8(from.get(at), 3, true);
                }
                case FLOAT8E5M2 -> {
                    return (from, at) -> HalfFloat.fromFloat8(from.get(at), 2, false);
                }
                case FLOAT8E5M2FNUZ -> {
                    return (from, at) -> HalfFloat.fromFloat8(from.get(at), 2, true);
                }
                default -> {}
            }
        }
        return floats();
    }

    private FloatReader exactFloats() {
        var integers = integers();
        boolean unsigned = toString().equals("u8");
        return (from, at) -> {
            long value = integers.read(from, at);
            long magnitude = unsigned ? value : Math.abs(value);
            int bits = Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude);
            if (magnitude != 0 && bits > SIGNIFICANT) {
                throw new ArithmeticException(unsigned ? Long.toUnsignedString(value) : Long.toString(value));
            }
            return unsigned ? unsigned(value) : value;
        };
    }

    private boolean isNibbles(ElementType declared) {
        return kind == 'V' && bytes == 1 && (declared == ElementType.INT4 || declared == ElementType.UINT4);
    }

    private static LongReader nibbles(ElementType declared) {
        return declared == ElementType.INT4
                ? (bytes, at) -> (byte) (bytes.get(at) << 4) >> 4
                : (bytes, at) -> bytes.get(at) & 0xf;
    }

    /** Reads floating-point numbers without a fraction. */
    private LongReader wholeNumbers(ElementType declared) {
        FloatReader small = floats();
        return (bytes, at) -> {
            double value = this.bytes == Double.BYTES ? bytes.getDouble(at) : small.read(bytes, at);
            if (declared == ElementType.UINT64 && value >= TWO_63 && value < 2 * TWO_63 && value == Math.rint(value)) {
                return (long) (value - TWO_63) ^ Long.MIN_VALUE;
            }
            boolean negative = declared == ElementType.UINT64 && value < 0;
            if (value != Math.rint(value) || value < -TWO_63 || value >= TWO_63 || negative) {
                throw new ArithmeticException(Double.toString(value));
            }
            return (long) value;
        };
    }

    private boolean contains(ElementType type, long value, boolean unsigned) {
        boolean large = unsigned && value < 0;
        return switch (type) {
            case UINT64 -> value >= 0 || large || !isIntegral();
            case INT64 -> !large;
            case INT32 -> value == (int) value && !large;
            case INT16 -> value == (short) value && !large;
            case INT8 -> value == (byte) value && !large;
            case UINT32 -> value >= 0 && value <= 0xffffffffL;
            case UINT16 -> value >= 0 && value <= 0xffff;
            case UINT8 -> value >= 0 && value <= 0xff;
            case INT4 -> value >= -8 && value <= 7 && !large;
            case UINT4 -> value >= 0 && value <= 0xf;
            default -> value == 0 || value == 1;
        };
    }

    private static void put(ByteBuffer to, ElementType type, int element, long value) {
        int at = element * type.bytes();
        switch (type.bytes()) {
            case Byte.BYTES -> to.put(at, (byte) value);
            case Short.BYTES -> to.putShort(at, (short) value);
            case Integer.BYTES -> to.putInt(at, (int) value);
            default -> to.putLong(at, value);
        }
    }

    /** Returns NumPy's name of the type, such as {@code int64}; its code for other types. */
    String title() {
        return switch (kind) {
            case 'f' -> "float" + 8 * bytes;
            case 'i' -> "int" + 8 * bytes;
            case 'u' -> "uint" + 8 * bytes;
            case 'b' -> "bool";
            default -> toString();
        };
    }

    @Override
    public String toString() {
        return "" + kind + bytes;
    }
}
