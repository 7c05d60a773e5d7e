package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import org.junit.jupiter.api.Test;

/** Integers of four bits, two to a byte. */
class ConstantTest {

    @Test
    void signedIntegersOfFourBits() {
        var constant = Constant.numbers("c", ElementType.INT4, new double[] {-8, 7, -1, 0, 99}, 5);
        assertArrayEquals(new long[] {-8, 7, -1, 0, 7}, constant.integers());
        assertEquals(3, constant.toProto().getRawData().size());
    }

    @Test
    void unsignedIntegersOfFourBits() {
        var constant = Constant.numbers("c", ElementType.UINT4, new double[] {15, 0, 8, -3}, 4);
        assertArrayEquals(new long[] {15, 0, 8, 0}, constant.integers());
    }

    @Test
    void pairsInTypedData() {
        var tensor = TensorProto.newBuilder()
                .setName("c")
                .setDataType(ElementType.INT4.code())
                .addDims(3)
                .addInt32Data(0x9f)
                .addInt32Data(0x07)
                .build();
        assertArrayEquals(new long[] {-1, -7, 7}, Constant.of(tensor).integers());
    }
}
