package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;

/**
 * Re-evaluates the model for the same target with modified activations or inputs. Inputs are [3, H, W], preprocessed.
 * Every call runs the model in batches, if it allows batches, and reports progress. Thread safe.
 *
 * <p>Methods throw {@link CancellationException} if the calling thread is interrupted.
 */
public interface ModelScorer {

    /** Returns the explained image as the model's input, [3, H, W]. */
    FeatureMaps input();

    /**
     * Returns whether the score is an affine function of the layer's activations, the same for all images, as for a
     * pool and one linear layer.
     */
    boolean hasLinearHead();

    /**
     * Computes scores with replaced activations of the layer; runs only the head. Other inputs of the head, such as a
     * class token, are not replaced.
     *
     * @param n number of scores
     * @param activations returns the maps [K, h, w] of an index below {@code n}; called when they are needed
     */
    double[] headScores(int n, IntFunction<FeatureMaps> activations);

    /**
     * Computes the scores of other inputs.
     *
     * @param inputs returns the input [3, H, W] of an index below {@code n}; called when it is needed
     */
    double[] scores(int n, IntFunction<FeatureMaps> inputs);

    /** Computes the target's probability for other inputs, 0..1 after a softmax or sigmoid. */
    double[] probabilities(int n, IntFunction<FeatureMaps> inputs);

    /** Computes activations, gradient and score of another input. */
    AttributionContext context(FeatureMaps input);

    /** Computes the gradient of the score with respect to an input, [3, H, W]. */
    FeatureMaps inputGradient(FeatureMaps input);

    /**
     * Computes the gradient at an input by guided backpropagation: each ReLU also stops negative gradients.
     *
     * @throws io.github.gradcam4j.gradient.NoGradientException if the model has no ReLU
     */
    FeatureMaps guidedGradient(FeatureMaps input);

    /** Reports the progress of a method that calls the model in a loop. */
    void report(int done, int total);
}
