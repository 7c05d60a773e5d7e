package io.github.gradcam4j.internal.spatial;

/** The division of the extent of spans along a dimension into equal parts, in the direction of the spans. */
final class Division {

    private final Spans spans;
    private final int axis;
    private double low = Double.NaN;
    private double high = Double.NaN;
    private double direction;
    private boolean ordered = true;

    private Division(Spans spans, int axis) {
        this.spans = spans;
        this.axis = axis;
    }

    /** Returns the spans after a dimension gets another size; null if its spans do not follow each other. */
    static Spans of(Spans spans, int axis, int parts) {
        var ordered = new boolean[] {true};
        var divided = spans.computed(axis, parts, index -> {
            var line = new Division(spans, axis).measured(index);
            ordered[0] &= line.ordered;
            return line.part(index[axis], parts);
        });
        return ordered[0] ? divided : null;
    }

    private Division measured(int[] index) {
        var element = index.clone();
        double last = Double.NaN;
        for (element[axis] = 0; element[axis] < spans.shape()[axis]; element[axis]++) {
            double center = spans.center(element);
            if (Double.isNaN(center)) {
                continue;
            }
            low = Double.isNaN(low) ? spans.from(element) : Math.min(low, spans.from(element));
            high = Double.isNaN(high) ? spans.to(element) : Math.max(high, spans.to(element));
            if (!Double.isNaN(last)) {
                double step = Math.signum(center - last);
                ordered &= step != 0 && (direction == 0 || step == direction);
                direction = step;
            }
            last = center;
        }
        return this;
    }

    private double[] part(int part, int parts) {
        int counted = direction < 0 ? parts - 1 - part : part;
        double size = high - low;
        return new double[] {low + size * counted / parts, low + size * (counted + 1) / parts};
    }
}
