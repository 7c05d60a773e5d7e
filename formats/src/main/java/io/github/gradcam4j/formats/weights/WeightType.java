package io.github.gradcam4j.formats.weights;

import io.github.gradcam4j.internal.half.HalfFloat;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The element types of weight files. */
public enum WeightType {
    FLOAT64(Double.BYTES, (bytes, at) -> (float) bytes.getDouble(at)),
    FLOAT32(Float.BYTES, ByteBuffer::getFloat),
    FLOAT16(Short.BYTES, (bytes, at) -> HalfFloat.fromFloat16(bytes.getShort(at))),
    BFLOAT16(Short.BYTES, (bytes, at) -> HalfFloat.fromBfloat16(bytes.getShort(at))),
    INT64(Long.BYTES, ByteBuffer::getLong),
    INT32(Integer.BYTES, ByteBuffer::getInt),
    INT16(Short.BYTES, ByteBuffer::getShort),
    INT8(Byte.BYTES, ByteBuffer::get),
    UINT8(Byte.BYTES, (bytes, at) -> Byte.toUnsignedInt(bytes.get(at))),
    BOOL(Byte.BYTES, (bytes, at) -> bytes.get(at) == 0 ? 0 : 1);

    private final int bytes;
    private final Decoder decoder;

    WeightType(int bytes, Decoder decoder) {
        this.bytes = bytes;
        this.decoder = decoder;
    }

    /** Returns the size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Returns whether this is a floating-point type. */
    public boolean isFloat() {
        return compareTo(BFLOAT16) <= 0;
    }

    /** Returns the element at byte {@code at}, rounded to the nearest float32. */
    float decode(ByteBuffer data, int at) {
        return decoder.decode(data, at);
    }

    /** Returns PyTorch's name of the type, such as {@code bfloat16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private interface Decoder {
        float decode(ByteBuffer data, int at);
    }
}
