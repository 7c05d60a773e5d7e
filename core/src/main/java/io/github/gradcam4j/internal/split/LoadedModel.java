package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.internal.model.LogitsLocation;
import io.github.gradcam4j.internal.model.ModelInput;
import io.github.gradcam4j.internal.spatial.PatchExperiment;
import io.github.gradcam4j.internal.spatial.SpatialAnalysis;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A model that was read: its graph, and all settings. Immutable.
 *
 * @param model the model with all settings and their sources
 * @param graph the graph prepared for differentiation
 * @param input the name of the input
 * @param logits the position of the logits
 * @param scores the scores of the classes in the logits
 * @param labels the names of the classes
 * @param activation the function from logits to probabilities
 */
public record LoadedModel(
        Model model,
        DifferentiableGraph graph,
        String input,
        LogitsLocation logits,
        ClassScores scores,
        Labels labels,
        Activation activation) {

    /**
     * Reads a model and determines the settings that are not set.
     *
     * @throws IOException if the file cannot be read
     * @throws InvalidModelException if the model is not a classifier of images
     * @throws IllegalArgumentException if a setting does not fit the model
     */
    public static LoadedModel read(Model given) throws IOException {
        var input = ModelInput.of(given);
        var model = given.withSettings(input.settings(given.settings()));
        var graph = input.differentiable(model.preprocessing());
        var scores =
                ModelScores.of(model, input.graph(), graph, () -> input.differentiableForOne(model.preprocessing()));
        var resolved = ClassSettings.of(model.settings(), scores, model.id());
        return new LoadedModel(
                model.withSettings(resolved),
                scores.graph(),
                input.name(),
                scores.logits(),
                scores.scores(),
                resolved.get(SettingKey.LABELS).orElseThrow(),
                resolved.get(SettingKey.ACTIVATION).orElseThrow());
    }

    /** Returns the layers of the model. */
    public LayerIndex layers() {
        var inputLayout = FeatureLayout.of(model.preprocessing());
        var spatial = new SpatialAnalysis(
                graph.graph(),
                graph.shapes(),
                input,
                inputLayout,
                givenMaps(),
                new PatchExperiment(graph.graph(), graph.shapes(), input, inputLayout));
        return new LayerIndex(graph, input, logits.tensor(), model.layers(), inputLayout, spatial);
    }

    private Map<String, FeatureLayout> givenMaps() {
        var given = new HashMap<String, FeatureLayout>();
        model.maps().forEach((tensor, map) -> {
            if (!graph.shapes().contains(tensor)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "maps: model %s has no tensor %s", model.id(), tensor));
            }
            given.put(tensor, map.of(tensor, graph.shapes().of(tensor)));
        });
        return given;
    }
}
