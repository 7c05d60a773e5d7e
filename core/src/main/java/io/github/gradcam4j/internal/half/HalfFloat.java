package io.github.gradcam4j.internal.half;

/** Converts floating-point numbers of 16 bits to float32, without loss. */
public final class HalfFloat {

    private HalfFloat() {}

    /** Converts an IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
    public static float fromFloat16(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 127 - 15 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Converts a bfloat16: the upper half of a float32. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
