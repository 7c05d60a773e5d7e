package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;

/**
 * What a method makes its map of: one picture, one layer, one target.
 *
 * @param activations A, [K, h, w]
 * @param gradient the gradient of the score with respect to A, [K, h, w]
 * @param score what is explained: the target's logit, or the difference of two; on the scale of probabilities, of those
 * @param model the model, for methods that ask what would be if
 */
public record AttributionContext(FeatureMaps activations, FeatureMaps gradient, double score, ModelScorer model) {}
