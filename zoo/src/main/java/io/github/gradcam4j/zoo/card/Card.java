package io.github.gradcam4j.zoo.card;

import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a model. Immutable.
 *
 * @param id short name: letters, digits, dots, hyphens, underscores
 * @param architecture the network that a state dict's weights are for, such as {@code resnet50}; empty where the file says
 * @param weights where they come from, the first that can be had is taken
 * @param output the output tensor to explain; empty for the first
 * @param layer the target layer where none is named
 * @param layers names that people know and the tensor that each stands for
 * @param parameters the number of trained values
 */
public record Card(
        String id,
        String title,
        Optional<String> architecture,
        List<Source> weights,
        Preprocessing input,
        Optional<String> output,
        Optional<Activation> activation,
        Optional<Labels> labels,
        String layer,
        Map<String, String> layers,
        OptionalLong parameters,
        Optional<Accuracy> accuracy,
        Optional<String> license,
        Optional<String> citation) {

    /** On ImageNet's validation pictures, in percent. */
    public record Accuracy(double top1, double top5) {}

    public Card {
        weights = List.copyOf(weights);
        layers = Map.copyOf(layers);
    }

    /** Bytes to fetch from the first source; 0 where unknown. */
    public long size() {
        return weights.isEmpty() ? 0 : weights.get(0).size();
    }

    /** The model, once its file is there. */
    public Model model(Path onnx) {
        return new Model(id, onnx, input, labels, activation, output, layer, layers);
    }
}
