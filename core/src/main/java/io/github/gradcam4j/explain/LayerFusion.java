package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.internal.argument.NonNullList;
import java.util.List;
import java.util.Locale;

/**
 * Fuses the maps of several layers: takes the positive part of each, resizes it (bilinear) and scales it to a largest
 * value of 1, then takes the mean or maximum at each position. Early layers add detail, late ones locate the object.
 */
public enum LayerFusion {
    MEAN {
        @Override
        float join(float[] values) {
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            return (float) (sum / values.length);
        }
    },
    MAX {
        @Override
        float join(float[] values) {
            float largest = values[0];
            for (float value : values) {
                largest = Math.max(largest, value);
            }
            return largest;
        }
    };

    abstract float join(float[] values);

    /**
     * Returns the fused map, values 0..1.
     *
     * @param maps raw maps of any sizes, at least one
     * @param height rows of the result
     * @param width columns of the result
     */
    public HeatMap of(List<HeatMap> maps, int height, int width) {
        NonNullList.copyOf(maps, "maps");
        if (maps.isEmpty()) {
            throw new IllegalArgumentException("no map to fuse");
        }
        var scaled = maps.stream()
                .map(m -> m.relu().resize(height, width).normalizeSigned().values())
                .toList();
        var fused = new float[height * width];
        var column = new float[scaled.size()];
        for (int p = 0; p < fused.length; p++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = scaled.get(i)[p];
            }
            fused[p] = join(column);
        }
        return HeatMap.of(fused, height, width);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
