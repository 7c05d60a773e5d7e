package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.internal.split.RoundedProbabilities;
import io.github.gradcam4j.internal.split.Split;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Objective;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The content of an explanation plan. Immutable.
 *
 * @param model the short name of the model
 * @param settings the settings of the model with their sources
 * @param input the name of the model's input
 * @param takesBatches whether the graphs take more than one image
 * @param layer the layer
 * @param method the method
 * @param objective the objective, without names
 * @param split the graphs at the layer
 * @param inputGradients the graphs at the input, by the modes that the method needs
 * @param rounded the probabilities of a model that rounds them
 * @param notes what users should know about maps
 */
public record PlanContent(
        String model,
        Settings settings,
        String input,
        boolean takesBatches,
        Layer layer,
        AttributionMethod method,
        Objective objective,
        Split split,
        Map<BackwardMode, Split> inputGradients,
        Optional<RoundedProbabilities> rounded,
        Notes notes) {

    public PlanContent {
        inputGradients = Map.copyOf(inputGradients);
        int classes = split.scores().logits().classes();
        int labels = settings.get(SettingKey.LABELS).map(l -> l.size()).orElse(0);
        if (labels != classes || !settings.has(SettingKey.ACTIVATION)) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT, "the plan has %d labels for %d classes, or no activation", labels, classes));
        }
    }

    /**
     * Facts about the layer that notes on its maps state.
     *
     * @param experiment how its positions were found, if by an experiment
     * @param earlier the name of the layer to take where the gradient is zero at every position, if any
     * @param normalized the name of the first normalization behind it, if any
     */
    public record Notes(Optional<String> experiment, Optional<String> earlier, Optional<String> normalized) {}
}
