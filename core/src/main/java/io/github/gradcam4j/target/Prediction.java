package io.github.gradcam4j.target;

/**
 * A model's score of one class.
 *
 * @param index the index of the class, 0 or more
 * @param label the name of the class
 * @param logit the score before the activation
 * @param probability the score after the activation: 0..1 for softmax and sigmoid, the logit without activation
 */
public record Prediction(int index, String label, float logit, float probability) {}
