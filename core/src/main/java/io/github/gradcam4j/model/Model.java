package io.github.gradcam4j.model;

import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Preprocessing;
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
    private final Preprocessing preprocessing;
    private final boolean preprocessingSet;
    private final Labels labels;
    private final Activation activation;
    private final String output;
    private final String layer;
    private final Map<String, String> layers;

    /** Labels, activation and output are null if not set. */
    private Model(
            String id,
            ModelSource source,
            Preprocessing preprocessing,
            boolean preprocessingSet,
            Labels labels,
            Activation activation,
            String output,
            String layer,
            Map<String, String> layers) {
        this.id = Objects.requireNonNull(id, "id");
        this.source = Objects.requireNonNull(source, "source");
        this.preprocessing = Objects.requireNonNull(preprocessing, "preprocessing");
        this.preprocessingSet = preprocessingSet;
        this.labels = labels;
        this.activation = activation;
        this.output = output;
        this.layer = Objects.requireNonNull(layer, "layer");
        this.layers = Map.copyOf(layers);
    }

    /** Returns a model with the name of its file as id, and no settings. */
    public static Model of(Path onnx) {
        return of(ModelSource.of(onnx));
    }

    /** Returns a model with the name of its source as id, and no settings. */
    public static Model of(ModelSource source) {
        return new Model(source.name(), source, Preprocessing.imageNet(), false, null, null, null, AUTO, Map.of());
    }

    /** Returns a copy with another id. */
    public Model withId(String id) {
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
    }

    /** Returns a copy with another source. */
    public Model withSource(ModelSource source) {
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
    }

    /** Returns a copy with other preprocessing. */
    public Model withPreprocessing(Preprocessing preprocessing) {
        return new Model(id, source, preprocessing, true, labels, activation, output, layer, layers);
    }

    /** Returns a copy whose preprocessing fits images to the input in another way and is unchanged otherwise. */
    public Model withFit(Preprocessing.Fit fit) {
        return new Model(
                id, source, preprocessing.withFit(fit), preprocessingSet, labels, activation, output, layer, layers);
    }

    /**
     * Returns a copy with other names of the classes.
     *
     * @param labels as many as the model has classes
     */
    public Model withLabels(Labels labels) {
        Objects.requireNonNull(labels, "labels");
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
    }

    /** Returns a copy with another function from logits to probabilities. */
    public Model withActivation(Activation activation) {
        Objects.requireNonNull(activation, "activation");
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
    }

    /** Returns a copy that explains another output of the graph, by its name. */
    public Model withOutput(String output) {
        Objects.requireNonNull(output, "output");
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
    }

    /** Returns a copy with another target layer: a name, or {@link #AUTO}. */
    public Model withLayer(String layer) {
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
    }

    /**
     * Returns a copy with other short names of layers.
     *
     * @param layers by short name, such as {@code layer4.1}, the name of a tensor or of a node
     */
    public Model withLayers(Map<String, String> layers) {
        return new Model(id, source, preprocessing, preprocessingSet, labels, activation, output, layer, layers);
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

    /** Returns how an image becomes the model's input; ImageNet's preprocessing if not set. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** Returns whether the preprocessing is set. */
    public boolean hasPreprocessing() {
        return preprocessingSet;
    }

    /** Returns the names of the classes; if empty, those of ImageNet are used for 1000 classes, numbers otherwise. */
    public Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /**
     * Returns the function from logits to probabilities; if empty, the one at the end of the graph is used, else
     * softmax for several classes and sigmoid for one.
     */
    public Optional<Activation> activation() {
        return Optional.ofNullable(activation);
    }

    /** Returns the name of the output to explain; if empty, the first one is explained. */
    public Optional<String> output() {
        return Optional.ofNullable(output);
    }

    /** Returns the target layer for requests without a layer: a name, or {@link #AUTO}. */
    public String layer() {
        return layer;
    }

    /** Returns, by short name, the tensor or node of layers. */
    public Map<String, String> layers() {
        return layers;
    }

    /** Returns whether all settings are equal, not whether two files have the same content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Model that && settings().equals(that.settings());
    }

    @Override
    public int hashCode() {
        return settings().hashCode();
    }

    private List<Object> settings() {
        return List.of(id, source, preprocessing, preprocessingSet, labels(), activation(), output(), layer, layers);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Model[%s, %s, %s, %s, layer %s]",
                id,
                source.path().map(Path::toString).orElse("in memory"),
                preprocessing,
                labels().map(Labels::toString).orElse("no labels"),
                layer);
    }
}
