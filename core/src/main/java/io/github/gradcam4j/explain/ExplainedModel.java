package io.github.gradcam4j.explain;

import io.github.gradcam4j.internal.split.ForwardState;
import io.github.gradcam4j.internal.split.FullModel;
import io.github.gradcam4j.internal.split.RoundedProbabilities;
import io.github.gradcam4j.internal.split.SessionCache;
import io.github.gradcam4j.internal.split.SplitModel;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Objective;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model that explanations run: that of an explainer, or of a plan. Thread safe where it works {@link #exclusively}.
 *
 * @param model the model with all settings
 * @param fullModel the model without a split
 * @param rounded the probabilities of a model that rounds them
 * @param sessions the open sessions
 * @param splits finds the splits at layers
 * @param turns the engine
 * @param facts about the layers
 */
record ExplainedModel(
        Model model,
        FullModel fullModel,
        Optional<RoundedProbabilities> rounded,
        SessionCache sessions,
        Splits splits,
        Turns turns,
        LayerFacts facts) {

    /** A finder of the split at a layer for an objective without names. */
    interface Splits {
        SplitModel at(Layer layer, Objective objective);
    }

    Labels labels() {
        return model.settings().get(SettingKey.LABELS).orElseThrow();
    }

    /** Computes the probabilities of all classes from their logits, with the model's rounding. */
    float[] probabilities(float[] logits) {
        return rounded.map(r -> exclusively(() -> r.of(logits, sessions)))
                .orElseGet(() -> model.settings()
                        .get(SettingKey.ACTIVATION)
                        .orElseThrow()
                        .apply(logits));
    }

    <T> T exclusively(Supplier<T> work) {
        return turns.exclusively(work);
    }

    SplitModel split(Layer layer, Objective objective) {
        return splits.at(layer, objective);
    }

    Map<String, Tensor> trunk(SplitModel split, Tensor input) {
        return split.trunk(fullModel.input(), input);
    }

    /** Returns the frontier of a split for the image of a state, whose trunk has run for another split. */
    Map<String, Tensor> trunk(SplitModel split, ForwardState state) {
        if (!state.frontier().keySet().containsAll(split.frontier())) {
            return trunk(split, state.input());
        }
        var frontier = new HashMap<>(state.frontier());
        frontier.keySet().retainAll(split.frontier());
        return frontier;
    }
}
