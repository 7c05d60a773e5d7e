package io.github.gradcam4j.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A classifier: the source of its graph, and the settings that the graph does not contain. Immutable and thread safe.
 *
 * <pre>{@code
 * var model = Model.of(Path.of("pets.onnx")).withLabels(Labels.of(List.of("cat", "dog"))).withLayer("layer4");
 * }</pre>
 */
public final class Model {

    /** The name of a layer that is searched in the graph: the last map that every path to the logits passes through. */
    public static final String AUTO = "auto";

    private final String id;
    private final ModelSource source;
    private final Settings settings;
    private final String layer;
    private final Map<String, String> layers;
    private final Map<String, MapLayout> maps;

    private Model(
            String id,
            ModelSource source,
            Settings settings,
            String layer,
            Map<String, String> layers,
            Map<String, MapLayout> maps) {
        this.id = Objects.requireNonNull(id, "id");
        this.source = Objects.requireNonNull(source, "source");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.layer = Objects.requireNonNull(layer, "layer");
        this.layers = Map.copyOf(layers);
        this.maps = Map.copyOf(maps);
    }

    /** Returns a model with the name of its file as id, and no settings. */
    public static Model of(Path onnx) {
        Objects.requireNonNull(onnx, "onnx");
        return of(ModelSource.of(onnx));
    }

    /** Returns a model with the name of its source as id, and no settings. */
    public static Model of(ModelSource source) {
        return new Model(source.name(), source, Settings.NONE, AUTO, Map.of(), Map.of());
    }

    /** Returns a copy with another id. */
    public Model withId(String id) {
        return new Model(id, source, settings, layer, layers, maps);
    }

    /** Returns a copy with another source. */
    public Model withSource(ModelSource source) {
        return new Model(id, source, settings, layer, layers, maps);
    }

    /** Returns a copy with other settings from all sources. */
    public Model withSettings(Settings settings) {
        return new Model(id, source, settings, layer, layers, maps);
    }

    /** Returns a copy with settings of one more source; see {@link Settings#with(PartialSettings)}. */
    public Model with(PartialSettings more) {
        Objects.requireNonNull(more, "more");
        return withSettings(settings.with(more));
    }

    private <T> Model with(SettingKey<T> key, T value) {
        return with(settings.of(PartialSettings.ofCaller()).with(key, value));
    }

    /** Returns a copy with other preprocessing. */
    public Model withPreprocessing(Preprocessing preprocessing) {
        Objects.requireNonNull(preprocessing, "preprocessing");
        return with(settings.of(PartialSettings.ofCaller()).with(preprocessing));
    }

    /** Returns a copy whose preprocessing fits images to the input in another way and is unchanged otherwise. */
    public Model withFit(Preprocessing.Fit fit) {
        Objects.requireNonNull(fit, "fit");
        return with(SettingKey.FIT, fit);
    }

    /**
     * Returns a copy with other names of the classes.
     *
     * @param labels as many as the model has classes
     */
    public Model withLabels(Labels labels) {
        Objects.requireNonNull(labels, "labels");
        return with(SettingKey.LABELS, labels);
    }

    /** Returns a copy with another function from logits to probabilities. */
    public Model withActivation(Activation activation) {
        Objects.requireNonNull(activation, "activation");
        return with(SettingKey.ACTIVATION, activation);
    }

    /** Returns a copy that explains another output of the graph, by its name. */
    public Model withOutput(String output) {
        Objects.requireNonNull(output, "output");
        return with(SettingKey.OUTPUT, output);
    }

    /** Returns a copy with another target layer: a name, or {@link #AUTO}. */
    public Model withLayer(String layer) {
        return new Model(id, source, settings, layer, layers, maps);
    }

    /**
     * Returns a copy with other short names of layers.
     *
     * @param layers by short name, such as {@code layer4.1}, the name of a tensor or of a node
     */
    public Model withLayers(Map<String, String> layers) {
        Objects.requireNonNull(layers, "layers");
        return new Model(id, source, settings, layer, layers, maps);
    }

    /**
     * Returns a copy with given layouts of tensors, for tensors whose layout the graph does not tell.
     *
     * @param maps layouts by the name of a tensor
     */
    public Model withMaps(Map<String, MapLayout> maps) {
        Objects.requireNonNull(maps, "maps");
        return new Model(id, source, settings, layer, layers, maps);
    }

    /**
     * Returns a copy with other values of the inputs beside the image.
     *
     * @param constants for each such input, by its name, a value; it is converted to the input's type, and one number
     *     to its shape. The batch may be left out
     */
    public Model withConstants(List<Constant> constants) {
        return with(SettingKey.CONSTANTS, NonNullList.copyOf(constants, "constants"));
    }

    /** Returns the short name of the model; file names of results contain it. */
    public String id() {
        return id;
    }

    /** Returns the source of the graph and its weights. */
    public ModelSource source() {
        return source;
    }

    /**
     * Returns the model's file.
     *
     * @throws IllegalStateException if the source is not a file
     */
    public Path onnx() {
        return source.path()
                .orElseThrow(() -> new IllegalStateException(
                        String.format(Locale.ROOT, "model %s does not come from a file", id)));
    }

    /** Returns the settings from all sources. */
    public Settings settings() {
        return settings;
    }

    /**
     * Returns how an image becomes the model's input; ImageNet's preprocessing for settings that no source contains.
     */
    public Preprocessing preprocessing() {
        return settings.preprocessing();
    }

    /** Returns the names of the classes; if empty, those of ImageNet are used for 1000 classes, numbers otherwise. */
    public Optional<Labels> labels() {
        return settings.get(SettingKey.LABELS);
    }

    /**
     * Returns the function from logits to probabilities. If empty, it is the one at the end of the graph, else softmax
     * for several scores and sigmoid for one, which is then for two classes. With {@link Activation#NONE} the output
     * itself is explained, even if it holds probabilities.
     */
    public Optional<Activation> activation() {
        return settings.get(SettingKey.ACTIVATION);
    }

    /**
     * Returns the name of the output to explain, or of another tensor. If empty, it is chosen: the first output with
     * one row of scores for each image, unless names, the number of labels, or the path from features to scores favor
     * another.
     */
    public Optional<String> output() {
        return settings.get(SettingKey.OUTPUT);
    }

    /** Returns the target layer for requests without a layer: a name, or {@link #AUTO}. */
    public String layer() {
        return layer;
    }

    /** Returns, by short name, the tensor or node of layers. */
    public Map<String, String> layers() {
        return layers;
    }

    /** Returns the given layouts of tensors, by the name of a tensor. */
    public Map<String, MapLayout> maps() {
        return maps;
    }

    /**
     * Returns the values of the inputs beside the image; an input without a value is 0 if that switches off training.
     */
    public List<Constant> constants() {
        return settings.constants();
    }

    /** Returns whether all settings are equal, not whether two files have the same content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Model that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }

    private List<Object> properties() {
        return List.of(id, source, settings, layer, layers, maps);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Model[%s, %s, %s, %s, layer %s]",
                id,
                source.path().map(Path::toString).orElse("in memory"),
                preprocessing(),
                labels().map(Labels::toString).orElse("no labels"),
                layer);
    }
}
