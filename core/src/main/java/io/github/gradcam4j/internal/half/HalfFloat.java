package io.github.gradcam4j.internal.half;

/** Converts floating-point numbers of 16 and 8 bits to float32, without loss. */
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

    /**
     * Converts a float8 as the ONNX standard defines them: a sign, the exponent, the fraction.
     *
     * @param fraction bits of the fraction: 3 (E4M3) or 2 (E5M2)
     * @param unsignedZero whether this is a type of one zero and no infinity (FNUZ), with a bias larger by one
     */
    public static float fromFloat8(byte bits, int fraction, boolean unsignedZero) {
        if (unsignedZero && bits == (byte) 0x80) {
            return Float.NaN;
        }
        if (fraction == 2 && !unsignedZero) {
            return fromFloat16((short) (bits << 8));
        }
        if (!unsignedZero && (bits & 0x7f) == 0x7f) {
            return Float.NaN;
        }
        int exponent = (bits & 0x7f) >> fraction;
        int significand = (bits & (1 << fraction) - 1) + (exponent == 0 ? 0 : 1 << fraction);
        int bias = (1 << 6 - fraction) - (unsignedZero ? 0 : 1);
        float magnitude = Math.scalb((float) significand, Math.max(exponent, 1) - bias - fraction);
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Converts a bfloat16: the upper half of a float32. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
