package io.github.gradcam4j.report.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.gradcam4j.graph.Constant;
import java.util.List;
import org.junit.jupiter.api.Test;

class Sha256Test {

    @Test
    void constantsDifferByNameShapeAndValue() {
        var zero = sha(Constant.integers("phase", new long[] {0}));
        assertEquals(zero, sha(Constant.integers("phase", new long[] {0})));
        assertNotEquals(zero, sha(Constant.integers("phase", new long[] {1})));
        assertNotEquals(zero, sha(Constant.integers("other", new long[] {0})));
        assertNotEquals(zero, sha(Constant.integers("phase", new long[] {0}, 1)));
        assertNotEquals(zero, sha(Constant.floats("phase", new float[] {0.5f})));
    }

    private static String sha(Constant constant) {
        return Sha256.of(List.of(constant));
    }
}
