package io.github.gradcam4j.metric;

import io.github.gradcam4j.model.FeatureMaps;

/** Multiplies the model's input by the heat map. */
final class Masking {

    private Masking() {}

    /** Returns the target's probability for the input times the heat map. */
    static double probability(EvaluationInput input) {
        var image = input.modelInput();
        var heat = input.heatMap().values();
        FeatureMaps masked = image.apply((c, p) -> (double) image.at(c, p) * heat[p]);
        return input.explanation().context().model().probabilities(1, i -> masked)[0];
    }
}
