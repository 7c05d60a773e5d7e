package io.github.gradcam4j.model;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The maps of every class for one picture: raw and signed, as a method made them. Gradients are linear in the score, so for a method
 * that is linear in the gradient the map of one class less that of another is the map of {@code target.versus(other)}. Immutable
 * and thread safe.
 */
public final class ClassMaps {

    private final int height;
    private final int width;
    private final float[] values;

    /** @param values [C, height, width], taken over */
    public ClassMaps(int height, int width, float[] values) {
        this.height = height;
        this.width = width;
        this.values = values;
    }

    public static ClassMaps of(List<HeatMap> maps) {
        var first = maps.get(0);
        var values = FloatBuffer.allocate(maps.size() * first.height() * first.width());
        maps.forEach(map -> values.put(map.values()));
        return new ClassMaps(first.height(), first.width(), values.array());
    }

    /** The number of classes, C. */
    public int size() {
        return values.length / (height * width);
    }

    /** The map of a class, [h, w]. */
    public HeatMap of(int index) {
        int from = Objects.checkIndex(index, size()) * height * width;
        return HeatMap.of(Arrays.copyOfRange(values, from, from + height * width), height, width);
    }

    /** A copy of all maps, [C, h, w]. */
    public Tensor tensor() {
        return Tensor.of(values, size(), height, width);
    }
}
