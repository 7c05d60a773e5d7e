package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TensorTest {

    @Test
    void equalityIsThatOfTypeShapeAndContent() {
        var tensor = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        var same = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        assertEquals(tensor, same);
        assertEquals(tensor.hashCode(), same.hashCode());
        assertNotEquals(tensor, Tensor.of(new float[] {1, 2, 3, 4}, 4));
        assertNotEquals(tensor, Tensor.of(new float[] {1, 2, 3, 5}, 2, 2));
        assertNotEquals(tensor, new Tensor(ElementType.INT32, new long[] {2, 2}, tensor.data()));
        same.floats().put(0, 9);
        assertNotEquals(tensor, same);
    }

    @Test
    void memoryIsSharedAndTheShapeIsNot() {
        var tensor = Tensor.zeros(2);
        tensor.floats().put(1, 7);
        assertEquals(7, tensor.data().getFloat(4));
        var shape = tensor.shape();
        shape[0] = 5;
        assertArrayEquals(new long[] {2}, tensor.shape());
        tensor.data().position(4);
        assertEquals(0, tensor.data().position());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var direct = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        assertThrows(IllegalArgumentException.class, () -> new Tensor(ElementType.FLOAT, new long[] {3}, direct));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Tensor(ElementType.FLOAT, new long[] {2}, ByteBuffer.allocate(8)));
        assertThrows(IllegalArgumentException.class, () -> new Tensor(ElementType.STRING, new long[] {2}, direct));
    }

    @Test
    void textSaysTypeAndShape() {
        assertEquals("FLOAT[1, 3, 2, 2]", Tensor.zeros(1, 3, 2, 2).toString());
    }
}
