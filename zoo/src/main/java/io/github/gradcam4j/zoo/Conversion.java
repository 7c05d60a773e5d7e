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

/** Conversion of weight files and TF.js models to ONNX, chosen by the file name. */
final class Conversion {

    private Conversion() {}

    /** Returns whether a file is ONNX already. */
    static boolean isOnnx(Path file) {
        return endsWith(file, ".onnx");
    }

    /** Returns whether a file can be converted. */
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
        return endsWith(file, ".json") || endsWith(file, ".h5") || endsWith(file, ".hdf5") || endsWith(file, ".keras");
    }

    /** Returns all files of a model: for a TF.js model its shards too. */
    static List<Path> files(Path file) throws IOException {
        return isLayersModel(file) ? LayersModel.read(file).files() : List.of(file);
    }

    private static boolean endsWith(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /**
     * Converts a file to ONNX; reads it if it is ONNX already.
     *
     * @param architecture the network of a state dict; empty to recognize it by the names and shapes of the weights
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
                        .orElseThrow(() -> new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "the network of the weights in %s is not recognized; name it with --architecture (%s)",
                                file,
                                Architecture.all())));
        return ModelSource.of(network.build(weights));
    }
}
