package io.github.gradcam4j.formats.keras;

import io.jhdf.api.Group;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a {@code .keras} file. A model's group has a group {@code layers} with one group for each of its
 * layers, which is named by the layer's type and a number, not by the layer's name: {@code conv2d}, {@code conv2d_1}. A
 * layer's group has the weights {@code vars/0}, {@code vars/1} in the order of their creation; a nested model's has
 * {@code layers} again.
 *
 * @see <a href="https://github.com/keras-team/keras/blob/master/keras/src/saving/saving_lib.py">saving_lib.py</a>
 */
record ArchiveWeights(Hdf5File file) implements KerasWeights {

    private static final String LAYERS = "layers";

    /** The group of the layers in files of Keras 2.12, whose numbers skip values. */
    private static final String LAYERS_OF_2_12 = "_layer_checkpoint_dependencies";

    private static final String VARIABLES = "vars";

    /** The weights of layers in the order of their creation; those of a layer without bias or scale move up. */
    private static final Map<String, List<String>> ORDER = Map.ofEntries(
            Map.entry("SeparableConv2D", List.of("depthwise_kernel", "pointwise_kernel", "bias")),
            Map.entry("DepthwiseConv2D", List.of("depthwise_kernel", "bias")),
            Map.entry("BatchNormalization", List.of("gamma", "beta", "moving_mean", "moving_variance")),
            Map.entry("LayerNormalization", List.of("gamma", "beta")),
            Map.entry("GroupNormalization", List.of("gamma", "beta")),
            Map.entry("Normalization", List.of("mean", "variance", "count")),
            Map.entry("LayerScale", List.of("gamma")),
            Map.entry("PReLU", List.of("alpha")));

    private static final List<String> KERNEL_AND_BIAS = List.of("kernel", "bias");

    /** The switches of weights that a layer may lack. */
    private static final Map<String, String> SWITCHES = Map.of("gamma", "scale", "beta", "center");

    @Override
    public Optional<Stored> find(KerasLayer layer, String parameter) {
        var order = ORDER.getOrDefault(layer.type(), KERNEL_AND_BIAS).stream()
                .filter(name -> !SWITCHES.containsKey(name)
                        || layer.config().path(SWITCHES.get(name)).asBoolean(true))
                .toList();
        int index = order.indexOf(parameter);
        return index < 0
                ? Optional.empty()
                : group(layer).flatMap(group -> file.dataset(group, VARIABLES + "/" + index));
    }

    private Optional<Group> group(KerasLayer layer) {
        var model = layer.model().isEmpty()
                ? Optional.of(file.root())
                : group(layer.model().get());
        return model.flatMap(parent -> file.group(parent, LAYERS)
                .flatMap(layers -> inLayers(layers, layer))
                .or(() -> file.group(parent, LAYERS_OF_2_12).flatMap(layers -> inOldLayers(layers, layer))));
    }

    private Optional<Group> inLayers(Group layers, KerasLayer layer) {
        String place = snakeCase(layer.type()) + (layer.ordinal() == 0 ? "" : "_" + layer.ordinal());
        return file.group(layers, place)
                .filter(group -> file.group(group, VARIABLES)
                        .flatMap(variables -> file.text(variables, "name"))
                        .map(layer.name()::equals)
                        .orElse(true))
                .or(() -> named(layers, layer.name()));
    }

    /** Returns the group whose weights name the layer, as Keras 3.6 and later write. */
    private Optional<Group> named(Group layers, String name) {
        return file.names(layers).stream()
                .flatMap(child -> file.group(layers, child).stream())
                .filter(group -> file.group(group, VARIABLES)
                        .flatMap(variables -> file.text(variables, "name"))
                        .filter(name::equals)
                        .isPresent())
                .findFirst();
    }

    private Optional<Group> inOldLayers(Group layers, KerasLayer layer) {
        String type = snakeCase(layer.type());
        return file.names(layers).stream()
                .filter(name -> name.matches(type + "(_\\d+)?"))
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .skip(layer.ordinal())
                .findFirst()
                .flatMap(name -> file.group(layers, name));
    }

    /** Returns a class name as Keras writes it in paths: {@code MaxPooling2D} is {@code max_pooling2d}. */
    static String snakeCase(String type) {
        return type.replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        file.close();
    }
}
