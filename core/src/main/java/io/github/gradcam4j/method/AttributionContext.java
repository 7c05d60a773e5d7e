package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.Objects;

/**
 * The input of a method: one image, one layer and one target. Contexts are equal if their tensors are.
 *
 * @param activations A, [K, h, w]
 * @param gradient gradient of the score with respect to A, [K, h, w]
 * @param score the explained score S: a logit or probability, or the difference of two
 * @param model the model; lets perturbation-based methods re-run it
 */
public record AttributionContext(FeatureMaps activations, FeatureMaps gradient, double score, ModelScorer model) {
    public AttributionContext {
        Objects.requireNonNull(activations, "activations");
        Objects.requireNonNull(gradient, "gradient");
        Objects.requireNonNull(model, "model");
    }

    /**
     * Returns a context without a model, for a method that computes its map from the tensors alone: a custom method in
     * a test, for example. Another method throws {@link UnsupportedOperationException}.
     */
    public static AttributionContext of(FeatureMaps activations, FeatureMaps gradient, double score) {
        return new AttributionContext(activations, gradient, score, NoModel.INSTANCE);
    }
}
