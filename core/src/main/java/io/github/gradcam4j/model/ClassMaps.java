package io.github.gradcam4j.model;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The raw maps of all classes for one image. Gradients are linear in the score: for a method that is linear in the
 * gradient, the map of one class minus that of another is the map of {@code target.versus(other)}. Thread safe;
 * immutable unless the array given to the constructor is written to.
 */
public final class ClassMaps {

    private final int height;
    private final int width;
    private final float[] values;

    /** @param values [C, height, width]; not copied, do not write to it afterwards */
    public ClassMaps(int height, int width, float[] values) {
        this.height = height;
        this.width = width;
        this.values = Objects.requireNonNull(values, "values");
    }

    /** Returns maps of the same size in the order of the classes. */
    public static ClassMaps of(List<HeatMap> maps) {
        var first = NonNullList.copyOf(maps, "maps").get(0);
        var values = FloatBuffer.allocate(maps.size() * first.height() * first.width());
        maps.forEach(map -> values.put(map.values()));
        return new ClassMaps(first.height(), first.width(), values.array());
    }

    /** Returns the number of classes, C. */
    public int size() {
        return values.length / (height * width);
    }

    /** Returns a copy of the map of a class, [h, w]. */
    public HeatMap of(int index) {
        int from = Objects.checkIndex(index, size()) * height * width;
        return HeatMap.of(Arrays.copyOfRange(values, from, from + height * width), height, width);
    }

    /** Returns a copy of all maps, [C, h, w]. */
    public Tensor tensor() {
        return Tensor.of(values, size(), height, width);
    }

    /** Returns whether the other object holds maps of the same size and values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClassMaps that
                && height == that.height
                && width == that.width
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "ClassMaps[%d, %d, %d]", size(), height, width);
    }
}
