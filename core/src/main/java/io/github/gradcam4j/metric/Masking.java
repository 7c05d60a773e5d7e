package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;

/** The model's input seen through the heat map. */
final class Masking {

    private Masking() {}

    /** The target's probability for the input times the heat map: where there is no heat, the input is 0. */
    static double probability(EvaluationInput explained) {
        var input = explained.input();
        var heat = explained.heat().values();
        FeatureMaps masked = input.apply((c, p) -> (double) input.at(c, p) * heat[p]);
        return explained.explanation().context().model().probabilities(1, i -> masked)[0];
    }
}
