package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Deletion and insertion (RISE, Petsiuk et al., BMVC 2018): the area under the class's probability while pixels are
 * removed from the image, or inserted into an empty one, in descending order of the heat map.
 *
 * @param mode whether pixels are removed or inserted
 * @param fill values of removed pixels
 * @param steps number of equal steps, 1 or more; each costs one run of the model
 */
public record DeletionInsertionCurve(Mode mode, Fill fill, int steps) implements Metric {

    private static final int STEPS = 10;

    /** The direction in which the image changes. */
    public enum Mode {
        DELETION,
        INSERTION
    }

    /** The values of removed pixels. */
    public enum Fill {
        /** 0 in the model's input, the mean color for most models. */
        ZERO,
        /** The blurred image: adds no edges, but keeps large structures visible. */
        BLUR
    }

    /** Creates the metric with 10 steps. */
    public DeletionInsertionCurve(Mode mode, Fill fill) {
        this(mode, fill, STEPS);
    }

    public DeletionInsertionCurve {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(fill, "fill");
        if (steps < 1) {
            throw new IllegalArgumentException("a curve needs at least one step, not " + steps);
        }
    }

    @Override
    public String id() {
        return name(mode) + (fill == Fill.BLUR ? "-blur" : "");
    }

    @Override
    public String title() {
        return mode == Mode.DELETION
                ? String.format(Locale.ROOT, "Deletion (%s)", name(fill))
                : String.format(Locale.ROOT, "Insertion (%s)", name(fill));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String definition() {
        String change = mode == Mode.DELETION ? "are replaced by" : "of the image are inserted into";
        String by = fill == Fill.ZERO ? "0 in the model's input" : "the blurred image";
        return String.format(
                        Locale.ROOT,
                        "Area under the class's probability while the pixels, hottest first, %s %s, in %d steps. "
                                + "0 to 1. ",
                        change,
                        by,
                        steps)
                + "Petsiuk et al., BMVC 2018.";
    }

    @Override
    public Direction direction() {
        return mode == Mode.DELETION ? Direction.LOWER : Direction.HIGHER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        return OptionalDouble.of(curve(input).area());
    }

    /** Returns the probability before the first step and after each one. */
    public Curve curve(EvaluationInput input) {
        var image = input.modelInput();
        var filled = fill == Fill.ZERO ? image.apply((c, p) -> 0) : Blur.of(image);
        var ranks = ranks(Ranking.hottestFirst(input.heatMap(), input.seed()));
        var model = input.explanation().context().model();
        return Curve.of(model.probabilities(steps + 1, i -> {
            int changed = (int) ((long) i * image.area() / steps);
            return mode == Mode.DELETION ? mixed(filled, image, ranks, changed) : mixed(image, filled, ranks, changed);
        }));
    }

    private static int[] ranks(int[] order) {
        var ranks = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            ranks[order[i]] = i;
        }
        return ranks;
    }

    private static FeatureMaps mixed(FeatureMaps first, FeatureMaps rest, int[] ranks, int count) {
        return rest.apply((c, p) -> ranks[p] < count ? first.at(c, p) : rest.at(c, p));
    }
}
