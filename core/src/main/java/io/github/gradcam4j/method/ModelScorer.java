package io.github.gradcam4j.method;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;

/**
 * The model once more, for the same target: on changed activations of the layer, or on a changed input. Inputs are
 * [3, H, W] as the model takes them, preprocessed. Every call runs the model, in batches where it allows that, and reports
 * progress. Thread safe.
 *
 * <p>Methods throw a {@link CancellationException} when the calling thread is interrupted.
 */
public interface ModelScorer {

    /** The picture that is explained. */
    FeatureMaps input();

    /** Whether the score is an affine function of the layer's activations, as behind a pool and one linear layer. */
    boolean hasLinearHead();

    /**
     * The scores with the layer's activations replaced; only the head runs. Where the head reads more than the layer's maps,
     * such as a class token, that stays the picture's.
     *
     * @param activations makes the maps of a number below {@code n} when they are needed
     */
    double[] headScores(int n, IntFunction<FeatureMaps> activations);

    /** The scores of other inputs. */
    double[] scores(int n, IntFunction<FeatureMaps> inputs);

    /** The target's probability for other inputs, 0..1 after a softmax or sigmoid. */
    double[] probabilities(int n, IntFunction<FeatureMaps> inputs);

    /** Activations, gradient and score of another input. */
    AttributionContext context(FeatureMaps input);

    /** The gradient of the score with respect to an input, [3, H, W]. */
    FeatureMaps inputGradient(FeatureMaps input);

    /**
     * The same by guided backpropagation: each ReLU also stops what is negative on the way back.
     *
     * @throws io.github.gradcam4j.gradient.NoGradientException if the model has no ReLU
     */
    FeatureMaps guidedGradient(FeatureMaps input);

    /** Tells how far a method has come that calls the model in a loop of its own. */
    void report(int done, int total);
}
