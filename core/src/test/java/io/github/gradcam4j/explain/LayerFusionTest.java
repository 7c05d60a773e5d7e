package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.image.HeatMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerFusionTest {

    /** The positive parts over their largest values are (0 0.5 1 0.25) and (1 1 1 1). */
    private final List<HeatMap> maps =
            List.of(HeatMap.of(new float[] {-4, 2, 4, 1}, 2, 2), HeatMap.of(new float[] {3}, 1, 1));

    @Test
    void meanAndMaximumOfNormalizedMaps() {
        assertArrayEquals(
                new float[] {0.5f, 0.75f, 1, 0.625f},
                LayerFusion.MEAN.of(maps, 2, 2).values(),
                1e-6f);
        assertArrayEquals(
                new float[] {1, 1, 1, 1}, LayerFusion.MAX.of(maps, 2, 2).values(), 1e-6f);
        assertArrayEquals(
                new float[] {0, 0.5f, 1, 0.25f},
                LayerFusion.MAX.of(maps.subList(0, 1), 2, 2).values(),
                1e-6f);
    }

    @Test
    void noMapsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> LayerFusion.MEAN.of(List.of(), 2, 2));
    }
}
