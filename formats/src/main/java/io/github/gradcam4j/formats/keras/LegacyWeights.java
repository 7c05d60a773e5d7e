package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import io.jhdf.api.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The weights in an HDF5 file of Keras. The group {@code model_weights} has a group for each layer of the outermost
 * model; its attribute {@code weight_names} lists the data sets, those of the layers of a nested model too. The
 * topology is in the root's attribute {@code model_config}.
 */
final class LegacyWeights implements KerasWeights {

    private static final String TOPOLOGY = "model_config";
    private static final String WEIGHTS = "model_weights";

    private static final String VERSION = "keras_version";

    /**
     * A topology.
     *
     * @param version the version of Keras that wrote it, or an empty text
     */
    record Described(JsonNode json, String version) {}

    private final Hdf5File file;
    private final Group layers;

    private LegacyWeights(Hdf5File file, Group layers) {
        this.file = file;
        this.layers = layers;
    }

    /**
     * Reads the topology of a model.
     *
     * @throws LayersModelException if the file has no topology: weights alone, or not of Keras
     */
    static Described topology(Path path) throws IOException {
        try (var file = Hdf5File.open(path)) {
            String config = file.text(file.root(), TOPOLOGY).orElseThrow(() -> noTopology(path, file));
            return new Described(
                    StrictJson.parse(config.getBytes(StandardCharsets.UTF_8)),
                    file.text(file.root(), VERSION)
                            .or(() -> file.group(file.root(), WEIGHTS).flatMap(group -> file.text(group, VERSION)))
                            .orElse(""));
        } catch (InvalidJsonException e) {
            throw new LayersModelException(path + " is damaged: its " + TOPOLOGY + " " + e.getMessage());
        }
    }

    private static LayersModelException noTopology(Path path, Hdf5File file) {
        boolean weights = file.has(file.root(), "layer_names")
                || file.has(file.root(), "layer_names0")
                || !file.names(file.root()).stream()
                        .filter(List.of("layers", "vars", "_layer_checkpoint_dependencies", WEIGHTS)::contains)
                        .toList()
                        .isEmpty();
        return new LayersModelException(
                weights
                        ? path + " has the weights of a Keras model alone, without its layers. Save the whole model:"
                                + " build it in Python, then model.load_weights(\"" + path.getFileName()
                                + "\") and model.save(\"model.keras\")"
                        : path + " is an HDF5 file, but not a Keras model: it has no attribute " + TOPOLOGY);
    }

    static LegacyWeights open(Path path) throws IOException {
        var file = Hdf5File.open(path);
        return new LegacyWeights(
                file,
                file.group(file.root(), WEIGHTS)
                        .orElseThrow(() -> new LayersModelException(path + " is damaged: it has no group " + WEIGHTS)));
    }

    @Override
    public Optional<Stored> find(KerasLayer layer, String parameter) {
        var path = layer.path();
        return file.group(layers, path.get(0)).flatMap(group -> {
            var names = file.texts(group, "weight_names").stream()
                    .filter(name -> parameter(name).equals(parameter) || isUnnamed(name))
                    .toList();
            return WeightNames.best(names, path).flatMap(name -> file.dataset(group, name));
        });
    }

    /** Returns whether a layer's only weight has no name of its own, as the scales of ConvNeXt. */
    private static boolean isUnnamed(String name) {
        return parameter(name).equalsIgnoreCase("variable");
    }

    /** Returns the last part of a name such as {@code conv2d_1/kernel:0}, without its number. */
    private static String parameter(String name) {
        return name.substring(name.lastIndexOf('/') + 1).replaceFirst(":\\d+$", "");
    }

    @Override
    public void close() {
        file.close();
    }
}
