package io.github.gradcam4j.internal.half;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.platform.Fp16Conversions;
import org.junit.jupiter.api.Test;

class HalfFloatTest {

    @Test
    void everyFloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float actual = HalfFloat.fromFloat16((short) bits);
            assertEquals((float) float16(bits), actual, "bits " + bits);
            assertSame(Fp16Conversions.fp16ToFloat((short) bits), actual, bits);
        }
    }

    /** Computes the value by the definition of IEEE 754, in double precision. */
    private static double float16(int bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
        return bits >> 15 == 1 ? -magnitude : magnitude;
    }

    @Test
    void everyBfloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertSame(Fp16Conversions.bf16ToFloat((short) bits), HalfFloat.fromBfloat16((short) bits), bits);
        }
    }

    /** Compares values; all NaNs are equal. */
    private static void assertSame(float expected, float actual, int bits) {
        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual), "bits " + bits);
    }
}
