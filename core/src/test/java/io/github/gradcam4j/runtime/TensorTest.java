package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
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
    void aRowSharesTheMemory() {
        var tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        var row = tensor.row(1);
        assertEquals(Tensor.of(new float[] {3, 4}, 1, 2), row);
        row.floats().put(1, 9);
        assertArrayEquals(new float[] {1, 2, 3, 9, 5, 6}, tensor.toArray());
        assertEquals(Tensor.of(new float[] {3, 9}, 1, 2), row.row(0));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.row(3));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.row(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros().row(0));
        assertThrows(IndexOutOfBoundsException.class, () -> Tensor.zeros(0, 2).row(0));
    }

    /** ONNX Runtime reads from the middle of the memory, also at an address that is no multiple of a vector's size. */
    @Test
    void aRowIsAnInputOfASession() {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, "N", 5);
        g.output(g.node("y", "Neg", List.of("x")));
        var rows = Tensor.randn(1, 4, 5);
        try (var session = Session.open(g.build())) {
            var all = session.run(Map.of("x", rows)).get("y");
            for (int i = 0; i < 4; i++) {
                assertEquals(all.row(i), session.run(Map.of("x", rows.row(i))).get("y"));
            }
        }
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
