package io.github.gradcam4j.metric;

import java.util.OptionalDouble;

/** How much of the heat lies on the object. */
public final class EnergyPointingGame implements Metric {

    @Override
    public String id() {
        return "energy-pointing";
    }

    @Override
    public String title() {
        return "Energy on the object";
    }

    @Override
    public String definition() {
        return "Share of the heat that lies on the object. 0 to 1; the object's share of the picture is what a map of the same heat "
                + "everywhere has. Wang et al., CVPR-W 2020. A map without heat has 0.";
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
        double all = explained.heat().sum();
        return OptionalDouble.of(
                all > 0 ? explained.heat().sum(explained.object().get()) / all : 0);
    }

    /** The object's share of the model's input, 0..1; empty where it is not known. */
    public static OptionalDouble objectShare(EvaluationInput explained) {
        if (explained.object().isEmpty()) {
            return OptionalDouble.empty();
        }
        int count = 0;
        for (boolean pixel : explained.object().get()) {
            count += pixel ? 1 : 0;
        }
        return OptionalDouble.of((double) count / explained.object().get().length);
    }
}
