package io.github.gradcam4j.report;

import io.github.gradcam4j.explain.ModelInspection;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The document of {@code gradcam inspect --json}.
 *
 * @param model the model's id
 * @param inputs the declared inputs
 * @param outputs the declared outputs
 * @param preprocessing by name, the settings of the model's input and scores
 * @param layers the layers that can be explained, from the input on
 * @param obstacles the layers that cannot be explained
 */
public record InspectDocument(
        String model,
        List<Tensor> inputs,
        List<Tensor> outputs,
        Map<String, SettingJson> preprocessing,
        LabelsInfo labels,
        List<LayersDocument.Entry> layers,
        List<Obstacle> obstacles) {

    /**
     * An input or output.
     *
     * @param type the type of the elements, such as {@code float} or {@code uint8}
     * @param shape the declared dimensions, -1 for one that is free; empty if they are not declared
     */
    public record Tensor(String name, String type, long[] shape) {
        static Tensor of(TensorInfo info) {
            return new Tensor(
                    info.name(),
                    info.type().name().toLowerCase(Locale.ROOT),
                    info.shape().orElse(new long[0]));
        }
    }

    /**
     * The names of the classes.
     *
     * @param count the number of classes; 0 for a model that is not a classifier
     * @param from the source of the names, as for a setting
     */
    public record LabelsInfo(int count, String from) {
        static LabelsInfo of(ModelInspection inspection) {
            return new LabelsInfo(
                    inspection.labels().map(Labels::size).orElse(0),
                    inspection
                            .model()
                            .settings()
                            .source(SettingKey.LABELS)
                            .map(PartialSettings::from)
                            .orElse(PartialSettings.ASSUMED));
        }
    }

    /**
     * A layer that cannot be explained.
     *
     * @param layer the layer's name; {@code auto} for the whole model
     * @param reason what cannot be computed, or why the model is not a classifier of images
     */
    public record Obstacle(String layer, String reason) {}

    /** Returns the document of an inspection. */
    public static InspectDocument of(ModelInspection inspection) {
        return new InspectDocument(
                inspection.model().id(),
                inspection.inputs().stream().map(Tensor::of).toList(),
                inspection.outputs().stream().map(Tensor::of).toList(),
                SettingJson.of(inspection.model().settings()),
                LabelsInfo.of(inspection),
                LayersDocument.entries(inspection.layers(), inspection.automatic()),
                inspection.obstacles().entrySet().stream()
                        .map(o -> new Obstacle(o.getKey(), o.getValue()))
                        .toList());
    }
}
