package io.github.gradcam4j.formats.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** Weights and windows hold arrays and are compared by their content. */
class KerasValuesTest {

    @Test
    void weightsAreEqualByShapeAndValues() {
        var weight = new KerasWeight(new float[] {1, 2, 3, 4}, new long[] {2, 2});
        assertEquals(weight, new KerasWeight(new float[] {1, 2, 3, 4}, new long[] {2, 2}));
        assertEquals(weight.hashCode(), new KerasWeight(new float[] {1, 2, 3, 4}, new long[] {2, 2}).hashCode());
        assertEquals(weight, weight.transposed(1, 0).transposed(1, 0));
        assertNotEquals(weight, weight.transposed(1, 0));
        assertNotEquals(weight, weight.reshaped(4));
        assertEquals("KerasWeight[2, 2]", weight.toString());
    }

    @Test
    void windowsAreEqualByTheirSizes() {
        var window = window(3, 2, 1, true);
        assertEquals(window, window(3, 2, 1, true));
        assertEquals(window.hashCode(), window(3, 2, 1, true).hashCode());
        assertNotEquals(window, window(5, 2, 1, true));
        assertNotEquals(window, window(3, 1, 1, true));
        assertNotEquals(window, window(3, 2, 2, true));
        assertNotEquals(window, window(3, 2, 1, false));
        assertEquals("KerasWindow[kernel [3, 3], strides [2, 2], dilation [1, 1], same]", window.toString());
    }

    private static KerasWindow window(int kernel, int stride, int dilation, boolean same) {
        return new KerasWindow(
                new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {dilation, dilation}, same);
    }
}
