package io.github.gradcam4j.target;

/**
 * What a model says of one class.
 *
 * @param logit the score before the activation
 * @param probability in 0..1 after a softmax or sigmoid
 */
public record Prediction(int index, String label, float logit, float probability) {}
