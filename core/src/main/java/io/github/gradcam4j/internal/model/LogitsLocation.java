package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.target.Activation;
import java.util.Optional;

/**
 * The tensor with the scores to explain. If an output holds probabilities, these are the logits before the softmax or
 * sigmoid, because the gradient of a softmax mixes all classes.
 *
 * @param tensor the name of a tensor with one value for each class and image
 * @param activation the function from this tensor to the output: {@link Activation#NONE} if the tensor is the output
 *     and its values are probabilities without logits, such as a mean of several softmaxes; empty if the output is not
 *     known to hold probabilities
 * @param probabilities the output behind the activation; empty if the scores to explain are the output itself
 */
public record LogitsLocation(
        String tensor, Optional<Activation> activation, Optional<ProbabilityOutput> probabilities) {

    /** Returns the position of the logits behind an output. */
    public static LogitsLocation of(PerImage model, String output) {
        return new FinalActivation(model)
                .find(output)
                .or(() -> Optional.of(new LogitsLocation(output, Optional.of(Activation.NONE), Optional.empty()))
                        .filter(l -> new ProbabilityBound(model).holdsProbabilities(output)))
                .orElseGet(() -> raw(output));
    }

    /** Returns an output itself as the scores to explain, whatever it holds. */
    public static LogitsLocation raw(String output) {
        return new LogitsLocation(output, Optional.empty(), Optional.empty());
    }
}
