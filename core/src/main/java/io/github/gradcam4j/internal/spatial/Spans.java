package io.github.gradcam4j.internal.spatial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The span of one axis of the image, rows or columns, for which each element of a tensor stands. A span is an interval
 * within 0..1, the extent of the image; elements such as a class token have none. Spans are stored only for the
 * dimensions along which they vary. Immutable.
 */
final class Spans {

    private final int[] shape;
    private final boolean[] varies;
    private final double[] from;
    private final double[] to;

    /**
     * @param from the start of each span in row-major order, with size 1 for dimensions that do not vary; NaN for none
     */
    private Spans(int[] shape, boolean[] varies, double[] from, double[] to) {
        this.shape = shape;
        this.varies = varies;
        this.from = from;
        this.to = to;
    }

    /** Returns spans that divide an interval into equal parts along one dimension. */
    static Spans regular(int[] shape, int axis, double start, double end) {
        int n = shape[axis];
        var varies = new boolean[shape.length];
        varies[axis] = true;
        var from = new double[n];
        var to = new double[n];
        for (int i = 0; i < n; i++) {
            from[i] = start + (end - start) * i / n;
            to[i] = start + (end - start) * (i + 1) / n;
        }
        return new Spans(shape, varies, from, to).compressed();
    }

    /**
     * Returns the spans that vary along the same dimensions as these and are computed for each element.
     *
     * @param axis the dimension with another size
     */
    Spans computed(int axis, int size, Function<int[], double[]> span) {
        var changed = shape.clone();
        changed[axis] = size;
        int n = size(changed, varies);
        var start = new double[n];
        var end = new double[n];
        int i = 0;
        for (var index = new Index(changed, varies); index.valid(); index.next(), i++) {
            var computed = span.apply(index.values());
            start[i] = computed[0];
            end[i] = computed[1];
        }
        return new Spans(changed, varies, start, end).compressed();
    }

    /** Returns a tensor's spans that are not set for any element. */
    private static Spans none(int[] shape) {
        return new Spans(shape, new boolean[shape.length], new double[] {Double.NaN}, new double[] {Double.NaN});
    }

    int[] shape() {
        return shape.clone();
    }

    int rank() {
        return shape.length;
    }

    boolean varies(int axis) {
        return varies[axis];
    }

    /** Returns the dimensions along which the spans vary. */
    List<Integer> varyingAxes() {
        return IntStream.range(0, shape.length).filter(d -> varies[d]).boxed().toList();
    }

    /** Returns whether all elements have the same span. */
    boolean isConstant() {
        for (boolean along : varies) {
            if (along) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the spans vary along one dimension alone, each center after that of the element before. */
    boolean isOrderedAlong(int axis) {
        if (!varies[axis] || from.length != shape[axis]) {
            return false;
        }
        for (int i = 1; i < from.length; i++) {
            if (!(from[i] + to[i] > from[i - 1] + to[i - 1])) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether no element has a span. */
    boolean isEmpty() {
        return Arrays.stream(from).allMatch(Double::isNaN);
    }

    /** Returns the start of an element's span; NaN if it has none. */
    double from(int... index) {
        return from[offset(index)];
    }

    /** Returns the end of an element's span; NaN if it has none. */
    double to(int... index) {
        return to[offset(index)];
    }

    /** Returns the center of an element's span; NaN if it has none. */
    double center(int... index) {
        int o = offset(index);
        return (from[o] + to[o]) / 2;
    }

    private int offset(int[] index) {
        int offset = 0;
        for (int d = 0; d < shape.length; d++) {
            offset = varies[d] ? offset * shape[d] + index[d] : offset;
        }
        return offset;
    }

    /** Returns the smallest start of all spans; NaN if there is none. */
    double start() {
        return Arrays.stream(from).filter(v -> !Double.isNaN(v)).min().orElse(Double.NaN);
    }

    /** Returns the largest end of all spans; NaN if there is none. */
    double end() {
        return Arrays.stream(to).filter(v -> !Double.isNaN(v)).max().orElse(Double.NaN);
    }

    /** Returns the spans with another size of a dimension along which they do not vary. */
    Spans withSize(int axis, int size) {
        var changed = shape.clone();
        changed[axis] = size;
        return new Spans(changed, varies, from, to);
    }

    Spans transpose(int[] permutation) {
        var changed = IntStream.of(permutation).map(d -> shape[d]).toArray();
        var variesAfter = new boolean[permutation.length];
        IntStream.range(0, permutation.length).forEach(d -> variesAfter[d] = varies[permutation[d]]);
        return filled(changed, variesAfter, index -> {
            var source = new int[index.length];
            for (int d = 0; d < index.length; d++) {
                source[permutation[d]] = index[d];
            }
            return source;
        });
    }

    /**
     * Returns the spans of selected elements of a dimension.
     *
     * @param indices -1 for an element that gets no span if the spans vary along the dimension
     */
    Spans select(int axis, int[] indices) {
        var changed = shape.clone();
        changed[axis] = indices.length;
        if (!varies[axis]) {
            return new Spans(changed, varies, from, to);
        }
        return filled(changed, varies, index -> {
                    var source = index.clone();
                    source[axis] = indices[index[axis]];
                    return source[axis] < 0 ? null : source;
                })
                .compressed();
    }

    /** Returns the smallest spans that contain those along a dimension, which gets the size 1. */
    Spans union(int axis) {
        if (!varies[axis]) {
            return withSize(axis, 1);
        }
        var changed = shape.clone();
        changed[axis] = 1;
        var variesAfter = varies.clone();
        variesAfter[axis] = false;
        int n = size(changed, variesAfter);
        var start = new double[n];
        var end = new double[n];
        int i = 0;
        for (var index = new Index(changed, variesAfter); index.valid(); index.next(), i++) {
            start[i] = Double.NaN;
            end[i] = Double.NaN;
            var source = index.values().clone();
            for (source[axis] = 0; source[axis] < shape[axis]; source[axis]++) {
                int o = offset(source);
                if (!Double.isNaN(from[o])) {
                    start[i] = Double.isNaN(start[i]) ? from[o] : Math.min(start[i], from[o]);
                    end[i] = Double.isNaN(end[i]) ? to[o] : Math.max(end[i], to[o]);
                }
            }
        }
        return new Spans(changed, variesAfter, start, end).compressed();
    }

    /**
     * Returns the spans of the sum of all elements along a dimension, which gets the size 1; null if that leaves one
     * span for all elements.
     */
    Spans sum(int axis) {
        var sum = union(axis);
        return varies[axis] && sum.isConstant() ? null : sum;
    }

    /** Returns the spans of the same elements in another shape. */
    Spans reshape(int[] changed) {
        var needed = new boolean[shape.length];
        var variesAfter = new boolean[changed.length];
        int a = 0;
        int b = 0;
        while (a < shape.length || b < changed.length) {
            int firstA = a;
            int firstB = b;
            long before = a < shape.length ? shape[a++] : 1;
            long after = b < changed.length ? changed[b++] : 1;
            while (before != after) {
                if (before < after) {
                    before *= shape[a++];
                } else {
                    after *= changed[b++];
                }
            }
            boolean any = false;
            for (int d = firstA; d < a; d++) {
                any |= varies[d];
            }
            Arrays.fill(needed, firstA, a, any);
            Arrays.fill(variesAfter, firstB, b, any);
        }
        var spread = filled(shape, needed, index -> index);
        return new Spans(changed, variesAfter, spread.from, spread.to).compressed();
    }

    /** Returns the spans of a tensor to whose shape this one is broadcast. */
    Spans broadcast(int[] target) {
        int added = target.length - shape.length;
        var variesAfter = new boolean[target.length];
        System.arraycopy(varies, 0, variesAfter, added, varies.length);
        return new Spans(target, variesAfter, from, to);
    }

    /**
     * Returns the spans of a concatenation.
     *
     * @param parts null for a part without spans
     * @param shapes the shapes of the parts
     */
    static Spans concat(int axis, List<Spans> parts, List<int[]> shapes) {
        var total = shapes.get(0).clone();
        total[axis] = shapes.stream().mapToInt(s -> s[axis]).sum();
        var present = new ArrayList<Spans>();
        for (int i = 0; i < parts.size(); i++) {
            present.add(parts.get(i) == null ? none(shapes.get(i)) : parts.get(i));
        }
        var variesAfter = new boolean[total.length];
        variesAfter[axis] = true;
        for (Spans part : present) {
            for (int d = 0; d < total.length; d++) {
                variesAfter[d] |= part.varies[d];
            }
        }
        int n = size(total, variesAfter);
        var from = new double[n];
        var to = new double[n];
        int i = 0;
        for (var index = new Index(total, variesAfter); index.valid(); index.next(), i++) {
            var source = index.values().clone();
            int part = 0;
            while (source[axis] >= present.get(part).shape[axis]) {
                source[axis] -= present.get(part++).shape[axis];
            }
            var chosen = present.get(part);
            int o = chosen.offset(source);
            from[i] = chosen.from[o];
            to[i] = chosen.to[o];
        }
        return new Spans(total, variesAfter, from, to).compressed();
    }

    /** Finds the element of this tensor that an element of another one is a copy of; null for none. */
    private interface Source {
        int[] of(int[] index);
    }

    private Spans filled(int[] changed, boolean[] variesAfter, Source source) {
        int n = size(changed, variesAfter);
        var start = new double[n];
        var end = new double[n];
        int i = 0;
        for (var index = new Index(changed, variesAfter); index.valid(); index.next(), i++) {
            var element = source.of(index.values());
            int o = element == null ? -1 : offset(element);
            start[i] = o < 0 ? Double.NaN : from[o];
            end[i] = o < 0 ? Double.NaN : to[o];
        }
        return new Spans(changed, variesAfter, start, end);
    }

    /** Returns the same spans, stored only for dimensions along which they vary. */
    private Spans compressed() {
        var result = this;
        for (int d = 0; d < shape.length; d++) {
            if (result.varies[d] && result.sameAlong(d)) {
                var fewer = result.varies.clone();
                fewer[d] = false;
                result = result.filled(shape, fewer, index -> index);
            }
        }
        return result;
    }

    private boolean sameAlong(int axis) {
        int inner = 1;
        for (int d = axis + 1; d < shape.length; d++) {
            inner *= varies[d] ? shape[d] : 1;
        }
        int block = inner * shape[axis];
        for (int i = 0; i < from.length; i++) {
            int first = i / block * block + i % inner;
            if (Double.compare(from[i], from[first]) != 0 || Double.compare(to[i], to[first]) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int size(int[] shape, boolean[] varies) {
        return IntStream.range(0, shape.length)
                .map(d -> varies[d] ? shape[d] : 1)
                .reduce(1, Math::multiplyExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spans that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(varies, that.varies)
                && Arrays.equals(from, that.from)
                && Arrays.equals(to, that.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(from);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Spans[%s along %s]", Arrays.toString(shape), varyingAxes());
    }
}
