package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.internal.model.ClassSettings;
import io.github.gradcam4j.internal.model.InputSettings;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.internal.model.LogitsLocation;
import io.github.gradcam4j.internal.spatial.PatchExperiment;
import io.github.gradcam4j.internal.spatial.SpatialAnalysis;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Tensor;
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
 * @param labels the names of the classes
 * @param activation the function from logits to probabilities
 */
public record LoadedModel(
        Model model,
        DifferentiableGraph graph,
        String input,
        LogitsLocation logits,
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
        var original = given.source().graph();
        var declared = imageInput(original, given.id());
        var model = given.withSettings(InputSettings.of(given.settings(), original, declared));
        var graph = differentiable(original, declared, model);
        var outputs = graph.graph().outputNames();
        if (outputs.isEmpty()) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "model %s is not a classifier: it has no output", given.id()));
        }
        String output = model.output().orElse(outputs.get(0));
        if (!graph.graph().tensors().contains(output)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the model has no output '%s'; it has %s", output, outputs));
        }
        var logits = LogitsLocation.of(graph.graph(), output);
        int classes = SplitModel.classes(graph, logits.tensor());
        var resolved = ClassSettings.of(model.settings(), classes, logits, model.id());
        return new LoadedModel(
                model.withSettings(resolved),
                graph,
                declared.name(),
                logits,
                resolved.get(SettingKey.LABELS).orElseThrow(),
                resolved.get(SettingKey.ACTIVATION).orElseThrow());
    }

    private static TensorInfo imageInput(Graph original, String id) {
        var candidates = original.inputs().stream()
                .filter(i -> i.shape().orElse(new long[0]).length == 4)
                .toList();
        if (original.inputs().size() != 1 || candidates.size() != 1) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s does not have one input [N, C, H, W] or [N, H, W, C] but %s",
                    id,
                    original.inputNames()));
        }
        return candidates.get(0);
    }

    /**
     * Prepares the graph with a batch of two, so that a batch differs from other dimensions of size 1, or with a batch
     * of one if the graph does not allow two.
     */
    private static DifferentiableGraph differentiable(Graph original, TensorInfo declared, Model model) {
        String input = declared.name();
        long batch = declared.shape().orElseThrow()[0];
        if (batch > 1) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "model %s has a fixed batch of %d; export it with a free batch or a batch of 1",
                    model.id(),
                    batch));
        }
        if (declared.type() != ElementType.FLOAT) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT,
                    "the input %s of model %s has the type %s; only floating-point inputs are supported",
                    input,
                    model.id(),
                    declared.type()));
        }
        if (batch == 1) {
            return DifferentiableGraph.of(original, Map.of(input, example(model, 1)));
        }
        try {
            return DifferentiableGraph.of(original, Map.of(input, example(model, 2)));
        } catch (EngineException e) {
            return DifferentiableGraph.of(original, Map.of(input, example(model, 1)));
        }
    }

    private static Tensor example(Model model, long batch) {
        var shape = model.preprocessing().shape();
        shape[0] = batch;
        return Tensor.zeros(shape);
    }

    /** Returns the input of one image, all zeros. */
    Tensor example() {
        return example(model, 1);
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

    /** Returns the model without a split. */
    public FullModel fullModel(SessionCache sessions) {
        return new FullModel(
                graph, input, logits.tensor(), activation, FeatureLayout.of(model.preprocessing()), sessions);
    }
}
