package io.github.gradcam4j.model;

import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A classifier and what one must know to use it. Immutable.
 *
 * @param id a short name, part of the names of files
 * @param source where the model is read from
 * @param preprocessing how a picture becomes the model's input
 * @param labels the names of its classes; empty for numbers
 * @param activation what turns its logits into probabilities; empty to take what the graph ends in, else softmax for two
 *     classes and more and sigmoid for one
 * @param output the output to explain; empty for the first
 * @param layer the target layer where none is named: a layer's name or {@code auto}
 * @param layers names that people know, such as {@code layer4.1}, and the tensor or node that each stands for
 */
public record Model(
        String id,
        ModelSource source,
        Preprocessing preprocessing,
        Optional<Labels> labels,
        Optional<Activation> activation,
        Optional<String> output,
        String layer,
        Map<String, String> layers) {

    /** The layer that is looked for in the graph. */
    public static final String AUTO = "auto";

    public Model {
        layers = Map.copyOf(layers);
    }

    /** A model in a file. */
    public Model(
            String id,
            Path onnx,
            Preprocessing preprocessing,
            Optional<Labels> labels,
            Optional<Activation> activation,
            Optional<String> output,
            String layer,
            Map<String, String> layers) {
        this(id, ModelSource.of(onnx), preprocessing, labels, activation, output, layer, layers);
    }

    /** A bare file: ImageNet's usual preprocessing, and the rest as the graph tells. */
    public static Model of(Path onnx) {
        return of(ModelSource.of(onnx));
    }

    /** A bare model: ImageNet's usual preprocessing, and the rest as the graph tells. */
    public static Model of(ModelSource source) {
        return new Model(
                source.name(),
                source,
                Preprocessing.imageNet(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AUTO,
                Map.of());
    }

    /**
     * Returns the model's file.
     *
     * @throws IllegalStateException if the model was not opened by its path
     */
    public Path onnx() {
        return source.path()
                .orElseThrow(() -> new IllegalStateException("model %s does not come from a file".formatted(id)));
    }

    public Model withSource(ModelSource changed) {
        return new Model(id, changed, preprocessing, labels, activation, output, layer, layers);
    }

    public Model withPreprocessing(Preprocessing changed) {
        return new Model(id, source, changed, labels, activation, output, layer, layers);
    }

    public Model withLabels(Labels changed) {
        return new Model(id, source, preprocessing, Optional.of(changed), activation, output, layer, layers);
    }

    public Model withLayer(String changed) {
        return new Model(id, source, preprocessing, labels, activation, output, changed, layers);
    }
}
