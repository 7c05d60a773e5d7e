package io.github.gradcam4j.zoo;

import io.github.gradcam4j.formats.architecture.Architecture;
import io.github.gradcam4j.formats.foreign.ForeignModel;
import io.github.gradcam4j.formats.keras.LayersModel;
import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.graph.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Conversion of weight files and Keras models to ONNX, chosen by the file name. */
final class Conversion {

    private static final int MOST_NAMED = 5;

    private Conversion() {}

    /** Returns whether a file is ONNX already. */
    static boolean isOnnx(Path file) {
        return endsWith(file, ".onnx");
    }

    /** Returns whether a name is that of a file that can be converted. */
    static boolean convertible(Path file) {
        return isLayersModel(file) || isStateDict(file);
    }

    static boolean isStateDict(Path file) {
        return endsWith(file, ".pth")
                || endsWith(file, ".pt")
                || endsWith(file, ".ckpt")
                || endsWith(file, ".safetensors")
                || endsWith(file, ".bin");
    }

    static boolean isLayersModel(Path file) {
        return endsWith(file, ".json") || endsWith(file, ".h5") || endsWith(file, ".hdf5") || endsWith(file, ".keras");
    }

    /**
     * Checks that a file or folder is of a format that is read.
     *
     * @throws IllegalArgumentException if it is not; the message states the command that converts it, or the files of
     *     the folder that are read
     */
    static void requireReadable(Path path) throws IOException {
        if (isOnnx(path) && Files.isRegularFile(path)) {
            return;
        }
        var advice = ForeignModel.advice(path);
        if (advice.isPresent()) {
            throw new IllegalArgumentException(path + " " + advice.get());
        }
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a folder; give the path of the model's file" + models(path));
        }
        if (!convertible(path)) {
            throw new IllegalArgumentException(
                    path + " has none of the supported formats: .onnx, .keras, .h5, model.json,"
                            + " .pth, .pt, .safetensors");
        }
    }

    /** Returns the files in a folder that are read, as the end of a phrase. */
    private static String models(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            var models = files.filter(file -> isOnnx(file) || convertible(file))
                    .filter(file -> !endsWith(file, ".json") || file.endsWith("model.json"))
                    .map(Path::toString)
                    .sorted()
                    .limit(MOST_NAMED)
                    .toList();
            return models.isEmpty() ? "" : ": " + String.join(", ", models);
        }
    }

    /** Returns all files of a model: for a TF.js model its shards too. */
    static List<Path> files(Path file) throws IOException {
        return isLayersModel(file) ? LayersModel.read(file).files() : List.of(file);
    }

    private static boolean endsWith(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static IllegalArgumentException unknown(Path file) {
        String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s has weights alone, and none of the networks known has these weights (%s). Export the network to"
                        + " ONNX in Python: model.load_state_dict(torch.load(\"%s\")); torch.onnx.export(model.eval(),"
                        + " torch.zeros(1, 3, 224, 224), \"%s.onnx\", input_names=[\"input\"],"
                        + " dynamic_axes={\"input\": {0: \"N\"}})",
                file,
                Architecture.all().stream().map(Architecture::name).collect(Collectors.joining(", ")),
                file.getFileName(),
                stem));
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
                : Architecture.matching(weights).orElseThrow(() -> unknown(file));
        return ModelSource.of(network.build(weights));
    }
}
