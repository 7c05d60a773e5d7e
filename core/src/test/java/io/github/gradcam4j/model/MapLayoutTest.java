package io.github.gradcam4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.model.FeatureLayout.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every order that a card can give. */
class MapLayoutTest {

    private static long[] shape(Kind order) {
        return switch (order) {
            case NCHW -> new long[] {2, 7, 3, 5};
            case NHWC -> new long[] {2, 3, 5, 7};
            case TOKENS -> new long[] {2, 16, 7};
            case TOKENS_FIRST -> new long[] {16, 2, 7};
        };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyOrderHasItsTensor(Kind order) {
        boolean tokens = order == Kind.TOKENS || order == Kind.TOKENS_FIRST;
        var layout = new MapLayout(order, 3, 5, tokens ? 1 : 0).of("t", shape(order));
        assertEquals(order, layout.kind());
        assertEquals(7, layout.channels());
        assertEquals(3, layout.height());
        assertEquals(5, layout.width());
    }

    @Test
    void otherShapesAreRefused() {
        for (Kind order : Kind.values()) {
            var wrong = assertThrows(
                    IllegalArgumentException.class, () -> new MapLayout(order, 4, 5, 0).of("t", shape(order)));
            assertTrue(wrong.getMessage().contains("tensor t has the shape"), wrong.getMessage());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new MapLayout(Kind.TOKENS_FIRST, 3, 5, 0).of("t", shape(Kind.NHWC)));
    }
}
