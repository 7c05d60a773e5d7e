package io.github.gradcam4j.explain;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.internal.model.ModelInput;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a model, whether or not it can be explained. Immutable and thread safe.
 *
 * @param model the model with all settings that could be determined
 * @param inputs the declared inputs
 * @param outputs the declared outputs
 * @param layers the layers that can be explained, in the order of the graph
 * @param automatic the layer that {@code auto} stands for, if any
 * @param obstacles by the name of a layer, the reason why it cannot be explained; {@code auto} stands for the whole
 *     model
 */
public record ModelInspection(
        Model model,
        List<TensorInfo> inputs,
        List<TensorInfo> outputs,
        List<Layer> layers,
        Optional<Layer> automatic,
        Map<String, String> obstacles) {

    public ModelInspection {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        layers = List.copyOf(layers);
        obstacles = Collections.unmodifiableMap(new LinkedHashMap<>(obstacles));
    }

    /**
     * Inspects a model.
     *
     * @throws IOException if the file cannot be read
     * @throws InvalidModelException if the file is not an ONNX model
     * @throws IllegalArgumentException if a setting does not fit the model
     */
    public static ModelInspection of(Model model) throws IOException {
        var outline = model.source().outline();
        try (var explainer = Explainer.open(model)) {
            var obstacles = new LinkedHashMap<String, String>();
            explainer.obstacles().forEach((layer, reason) -> obstacles.put(layer.name(), reason));
            var automatic = automatic(explainer, obstacles);
            return new ModelInspection(
                    explainer.model(), outline.inputs(), outline.outputs(), explainer.layers(), automatic, obstacles);
        } catch (InvalidModelException | EngineException | NoGradientException e) {
            return new ModelInspection(
                    withInput(model),
                    outline.inputs(),
                    outline.outputs(),
                    List.of(),
                    Optional.empty(),
                    Map.of(Model.AUTO, e.getMessage()));
        }
    }

    private static Optional<Layer> automatic(Explainer explainer, Map<String, String> obstacles) {
        try {
            return Optional.of(explainer.layer(Model.AUTO));
        } catch (NoGradientException | EngineException e) {
            obstacles.put(Model.AUTO, e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns a model that cannot be opened with the settings of its input, if it has one for images. */
    private static Model withInput(Model model) throws IOException {
        try {
            return model.withSettings(ModelInput.of(model).settings(model.settings()));
        } catch (InvalidModelException | EngineException e) {
            return model;
        }
    }

    /** Returns the names of the classes; empty if the model is not a classifier. */
    public Optional<Labels> labels() {
        return model.settings().get(SettingKey.LABELS);
    }
}
