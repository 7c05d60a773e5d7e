package io.github.gradcam4j.zoo;

import io.github.gradcam4j.formats.architecture.Architecture;
import io.github.gradcam4j.formats.keras.LayersModel;
import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.graph.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes an ONNX model of a file in whatever format its weights came. */
final class Conversion {

    private Conversion() {}

    /** Whether a file is ONNX already. */
    static boolean isOnnx(Path file) {
        return endsWith(file, ".onnx");
    }

    /** Whether a file can be converted, by its name. */
    static boolean convertible(Path file) {
        return isLayersModel(file) || isStateDict(file);
    }

    static boolean isStateDict(Path file) {
        return endsWith(file, ".pth")
                || endsWith(file, ".pt")
                || endsWith(file, ".safetensors")
                || endsWith(file, ".bin");
    }

    static boolean isLayersModel(Path file) {
        return endsWith(file, ".json");
    }

    /** The files that a model is made of: for a TF.js model its shards too. */
    static List<Path> files(Path file) throws IOException {
        return isLayersModel(file) ? LayersModel.read(file).files() : List.of(file);
    }

    private static boolean endsWith(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /**
     * Converts a file, or checks it where it is ONNX.
     *
     * @param architecture the network that a state dict's weights are for; empty to tell by their names and shapes
     */
    static ModelSource toOnnx(Path file, Optional<String> architecture) throws IOException {
        if (isOnnx(file)) {
            return ModelSource.of(file);
        }
        if (isLayersModel(file)) {
            return ModelSource.of(LayersModel.read(file).toOnnx());
        }
        var weights = StateDict.read(file);
        var network = architecture.isPresent()
                ? Architecture.byName(architecture.get())
                : Architecture.matching(weights)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "which network the weights in %s are for is not clear; say it with --architecture (%s)"
                                        .formatted(file, Architecture.all())));
        return ModelSource.of(network.build(weights));
    }
}
