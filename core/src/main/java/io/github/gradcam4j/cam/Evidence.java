package io.github.gradcam4j.cam;

/**
 * What a method makes its map of: one picture, one layer, one target.
 *
 * @param activations A, [K, h, w]
 * @param gradient the gradient of the score with respect to A, [K, h, w]
 * @param score the logit of the target, or the difference of two
 */
public record Evidence(FeatureMaps activations, FeatureMaps gradient, double score) {}
