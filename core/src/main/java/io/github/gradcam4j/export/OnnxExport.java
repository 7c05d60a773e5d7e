package io.github.gradcam4j.export;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An ONNX model whose outputs are those of the original and the heat map, for any runtime. Immutable and thread safe.
 *
 * <p>The outputs of the original come first, with their names, types, order and values. Then follows
 * {@code saliency_map}, float32 [N, h, w]: the raw signed map of each image, or [N, C, h, w] with
 * {@link ExportTarget#ALL}. {@code saliency_class}, int64 [N], is the explained class where the graph finds it by its
 * rank. A name that the original has already gets the prefix {@code gradcam_}.
 *
 * @param graph the model
 * @param form how the maps are computed
 * @param layer the explained layer
 * @param method the method
 * @param target the explained score
 * @param image the name of the input that takes the image
 * @param map the name of the output with the maps
 * @param choice the name of the further input that chooses classes, if any
 * @param best the name of the output with the explained class, if any
 * @param addedNodes the number of nodes that the original does not have
 * @param tolerance the largest difference of a map from the explainer's, relative to its largest value: 1e-5, or 2e-2
 *     for a model of half precision or a quantized one
 * @param hasData whether the weights are to be written to a file of their own
 */
public record OnnxExport(
        Graph graph,
        Form form,
        Layer layer,
        AttributionMethod method,
        ExportTarget target,
        String image,
        String map,
        Optional<String> choice,
        Optional<String> best,
        int addedNodes,
        double tolerance,
        boolean hasData) {

    /** The computation of an exported model's maps. */
    public enum Form {
        /** As sums of the layer's channels with constant weights for each class. */
        LINEAR,
        /** From the gradient at the layer, by a backward graph. */
        BACKWARD
    }

    public OnnxExport {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(layer, "layer");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(map, "map");
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(best, "best");
    }

    /**
     * Writes the model to a file. Where the original has its weights in a file of their own, or is larger than the
     * format allows, the weights go to a second file, whose name has {@code .data} appended. Writes are atomic.
     */
    public void write(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        if (hasData) {
            graph.writeWithData(file);
        } else {
            graph.write(file);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "OnnxExport[%s of %s at layer %s, %s, %d nodes added, %s]",
                method.title(),
                target.title(),
                layer.name(),
                form.name().toLowerCase(Locale.ROOT),
                addedNodes,
                graph);
    }
}
