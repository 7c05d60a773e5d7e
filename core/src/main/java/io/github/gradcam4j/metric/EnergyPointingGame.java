package io.github.gradcam4j.metric;

import java.util.OptionalDouble;

/** The fraction of the heat on the object (Wang et al., CVPR-W 2020). */
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
        return "Fraction of the heat on the object. 0 to 1; a uniform map has the object's fraction of the image. "
                + "Wang et al., CVPR-W 2020. A map without heat has 0.";
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
        double all = input.heatMap().sum();
        return OptionalDouble.of(all > 0 ? input.heatMap().sum(input.object().get()) / all : 0);
    }

    /** Returns the object's fraction of the model's input, 0..1; empty if the object is not known. */
    public static OptionalDouble objectShare(EvaluationInput input) {
        return input.object().map(o -> OptionalDouble.of(o.share())).orElseGet(OptionalDouble::empty);
    }
}
