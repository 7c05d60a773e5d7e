package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Deletion and insertion (Petsiuk et al., BMVC 2018): the area below the class's probability while pixels are taken out of the
 * picture, or put into an empty one, hottest first.
 *
 * @param steps how many shares of the pixels; each costs one run of the model
 */
public record DeletionInsertionCurve(Mode mode, Fill fill, int steps) implements Metric {

    private static final int STEPS = 10;

    /** Which way the picture changes. */
    public enum Mode {
        DELETION,
        INSERTION
    }

    /** What stands where there is no picture. */
    public enum Fill {
        /** 0 in the model's input: the mean color for most models. */
        ZERO,
        /** The picture, blurred: no new edges, but what is large stays visible. */
        BLUR
    }

    /** In 10 steps. */
    public DeletionInsertionCurve(Mode mode, Fill fill) {
        this(mode, fill, STEPS);
    }

    public DeletionInsertionCurve {
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
        return mode == Mode.DELETION ? "Deletion (%s)".formatted(name(fill)) : "Insertion (%s)".formatted(name(fill));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String definition() {
        String change = mode == Mode.DELETION ? "are replaced by" : "of the picture are put into";
        String by = fill == Fill.ZERO ? "0 in the model's input" : "the blurred picture";
        return "Area below the class's probability while the pixels, hottest first, %s %s, in %d steps. 0 to 1. "
                        .formatted(change, by, steps)
                + "Petsiuk et al., BMVC 2018.";
    }

    @Override
    public Direction direction() {
        return mode == Mode.DELETION ? Direction.LOWER : Direction.HIGHER;
    }

    @Override
    public OptionalDouble measure(EvaluationInput explained) {
        return OptionalDouble.of(curve(explained).area());
    }

    /** The probability after each step, before the first included. */
    public Curve curve(EvaluationInput explained) {
        var input = explained.input();
        var filled = fill == Fill.ZERO ? input.apply((c, p) -> 0) : Blur.of(input);
        var ranks = ranks(Ranking.hottestFirst(explained.heat(), explained.seed()));
        var model = explained.explanation().context().model();
        return new Curve(model.probabilities(steps + 1, i -> {
            int changed = (int) ((long) i * input.area() / steps);
            return mode == Mode.DELETION ? mixed(filled, input, ranks, changed) : mixed(input, filled, ranks, changed);
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
