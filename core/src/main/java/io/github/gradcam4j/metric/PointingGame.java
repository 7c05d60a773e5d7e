package io.github.gradcam4j.metric;

import java.util.OptionalDouble;

/** Whether the hottest pixel is on the object. */
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
        return "1 where the hottest pixel is one of the object's, else 0; over pictures, the share of them. 0 to 1. Without the margin "
                + "of 15 pixels that Zhang et al., ECCV 2016, allow. A map without heat has 0.";
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER;
    }

    @Override
    public OptionalDouble measure(EvaluationInput explained) {
        if (explained.object().isEmpty()) {
            return OptionalDouble.empty();
        }
        int hottest = Ranking.hottestFirst(explained.heat(), explained.seed())[0];
        return OptionalDouble.of(
                !explained.heat().isZero() && explained.object().get()[hottest] ? 1 : 0);
    }
}
