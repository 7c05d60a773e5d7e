package io.github.gradcam4j.metric;

import io.github.gradcam4j.image.Mask;
import java.util.OptionalDouble;

/** The pointing game: whether the hottest pixel lies on the object (Zhang et al., ECCV 2016). */
public final class PointingGame implements Metric {

    @Override
    public String id() {
        return "pointing-game";
    }

    @Override
    public String title() {
        return "Pointing game";
    }

    @Override
    public String definition() {
        return "1 if the hottest pixel lies on the object, else 0; the mean over images is the hit rate. 0 to 1. "
                + "Without the margin of 15 pixels in Zhang et al., ECCV 2016. A map without heat has 0.";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public OptionalDouble compute(EvaluationInput input) {
        if (input.object().isEmpty()) {
            return OptionalDouble.empty();
        }
        int hottest = Ranking.hottestFirst(input.heatMap(), input.seed())[0];
        return OptionalDouble.of(
                !input.heatMap().isZero() && contains(input.object().get(), hottest) ? 1 : 0);
    }

    private static boolean contains(Mask object, int pixel) {
        return object.contains(pixel % object.width(), pixel / object.width());
    }
}
