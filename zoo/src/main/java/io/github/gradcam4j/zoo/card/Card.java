package io.github.gradcam4j.zoo.card;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.MapLayout;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A description of a model: its settings, the sources of its weights, and information for people. Immutable and thread
 * safe.
 *
 * <pre>{@code
 * var card = Card.builder("pets").title("Cats and dogs").labels(Labels.of(List.of("cat", "dog"))).build();
 * }</pre>
 */
public final class Card {

    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private final String id;
    private final String title;
    private final String architecture;
    private final List<Source> weights;
    private final PartialSettings settings;
    private final String layer;
    private final Map<String, String> layers;
    private final Map<String, MapLayout> maps;
    private final OptionalLong parameters;
    private final Accuracy accuracy;
    private final String license;
    private final String citation;

    /** Accuracy on ImageNet's validation images, in percent. */
    public record Accuracy(double top1, double top5) {}

    private Card(Builder builder) {
        id = builder.id;
        title = builder.title;
        architecture = builder.architecture;
        weights = List.copyOf(builder.weights);
        settings = builder.settings;
        layer = builder.layer;
        layers = Map.copyOf(builder.layers);
        maps = Map.copyOf(builder.maps);
        parameters = builder.parameters;
        accuracy = builder.accuracy;
        license = builder.license;
        citation = builder.citation;
    }

    /**
     * Returns a builder for a card whose title is its id and whose other properties are not set.
     *
     * @param id at most 64 letters, digits, dots, hyphens and underscores
     * @throws IllegalArgumentException if the id has other characters
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** Returns whether a text can be an id: at most 64 letters, digits, dots, hyphens and underscores. */
    public static boolean isId(String text) {
        Objects.requireNonNull(text, "text");
        return text.matches(ID);
    }

    /** Sets the properties of a card. Not thread safe. */
    public static final class Builder {

        private final String id;
        private String title;
        private String architecture;
        private List<Source> weights = List.of();
        private PartialSettings settings = PartialSettings.of(Origin.CARD, "card");
        private String layer = Model.AUTO;
        private Map<String, String> layers = Map.of();
        private Map<String, MapLayout> maps = Map.of();
        private OptionalLong parameters = OptionalLong.empty();
        private Accuracy accuracy;
        private String license;
        private String citation;

        private Builder(String id) {
            if (!isId(id)) {
                throw new IllegalArgumentException(
                        "an id must be of at most 64 letters, digits, dots, hyphens and underscores, not \"" + id
                                + "\"");
            }
            this.id = id;
            this.title = id;
        }

        /** Sets the title. */
        public Builder title(String title) {
            this.title = Objects.requireNonNull(title, "title");
            return this;
        }

        /** Sets the network that a state dict's weights are for, such as {@code resnet50}. */
        public Builder architecture(String architecture) {
            this.architecture = Objects.requireNonNull(architecture, "architecture");
            return this;
        }

        /** Sets the sources of the weights; the first available one is used. */
        public Builder weights(List<Source> weights) {
            this.weights = weights;
            return this;
        }

        /** Sets how an image becomes the model's input. */
        public Builder preprocessing(Preprocessing preprocessing) {
            settings = settings.with(preprocessing);
            return this;
        }

        /** Sets a setting of the input, the output or the classes. */
        public <T> Builder setting(SettingKey<T> key, T value) {
            settings = settings.with(key, value);
            return this;
        }

        /** Sets the name of the output to explain; the first by default. */
        public Builder output(String output) {
            return setting(SettingKey.OUTPUT, output);
        }

        /** Sets the function from logits to probabilities. */
        public Builder activation(Activation activation) {
            return setting(SettingKey.ACTIVATION, activation);
        }

        /** Sets the names of the classes. */
        public Builder labels(Labels labels) {
            return setting(SettingKey.LABELS, labels);
        }

        /** Sets the target layer for requests without a layer; {@code auto} by default. */
        public Builder layer(String layer) {
            this.layer = Objects.requireNonNull(layer, "layer");
            return this;
        }

        /** Sets short names of layers, and the tensor or node of each. */
        public Builder layers(Map<String, String> layers) {
            this.layers = layers;
            return this;
        }

        /** Sets the layouts of tensors that the graph does not tell; see {@link Model#withMaps}. */
        public Builder maps(Map<String, MapLayout> maps) {
            this.maps = maps;
            return this;
        }

        /** Sets the values of the inputs beside the image; see {@link Model#withConstants}. */
        public Builder constants(List<Constant> constants) {
            return setting(SettingKey.CONSTANTS, List.copyOf(constants));
        }

        /** Sets the number of trained values. */
        public Builder parameters(long parameters) {
            this.parameters = OptionalLong.of(parameters);
            return this;
        }

        /** Sets the accuracy on ImageNet's validation images. */
        public Builder accuracy(Accuracy accuracy) {
            this.accuracy = Objects.requireNonNull(accuracy, "accuracy");
            return this;
        }

        /** Sets the license of the weights. */
        public Builder license(String license) {
            this.license = Objects.requireNonNull(license, "license");
            return this;
        }

        /** Sets the paper and origin to cite. */
        public Builder citation(String citation) {
            this.citation = Objects.requireNonNull(citation, "citation");
            return this;
        }

        /** Returns the card. */
        public Card build() {
            return new Card(this);
        }
    }

    /** Returns the short name of the model: letters, digits, dots, hyphens and underscores. */
    public String id() {
        return id;
    }

    /** Returns the title. */
    public String title() {
        return title;
    }

    /** Returns the network that a state dict's weights are for; if empty, it is detected. */
    public Optional<String> architecture() {
        return Optional.ofNullable(architecture);
    }

    /** Returns the sources of the weights in order of preference. */
    public List<Source> weights() {
        return weights;
    }

    /** Returns the settings of the input, the output and the classes. */
    public PartialSettings settings() {
        return settings;
    }

    /** Returns how an image becomes the model's input; ImageNet's preprocessing for settings that are not set. */
    public Preprocessing preprocessing() {
        return Settings.NONE.with(settings).preprocessing();
    }

    /** Returns the name of the output to explain; if empty, the first one is explained. */
    public Optional<String> output() {
        return settings.get(SettingKey.OUTPUT);
    }

    /** Returns the function from logits to probabilities; see {@link Model#activation}. */
    public Optional<Activation> activation() {
        return settings.get(SettingKey.ACTIVATION);
    }

    /** Returns the names of the classes; see {@link Model#labels}. */
    public Optional<Labels> labels() {
        return settings.get(SettingKey.LABELS);
    }

    /** Returns the target layer for requests without a layer. */
    public String layer() {
        return layer;
    }

    /** Returns, by short name, the tensor or node of layers. */
    public Map<String, String> layers() {
        return layers;
    }

    /** Returns the layouts of tensors that the graph does not tell, by the name of a tensor. */
    public Map<String, MapLayout> maps() {
        return maps;
    }

    /** Returns the values of the inputs beside the image; see {@link Model#constants}. */
    public List<Constant> constants() {
        return settings.get(SettingKey.CONSTANTS).orElse(List.of());
    }

    /** Returns the number of trained values, if known. */
    public OptionalLong parameters() {
        return parameters;
    }

    /** Returns the accuracy on ImageNet's validation images, if known. */
    public Optional<Accuracy> accuracy() {
        return Optional.ofNullable(accuracy);
    }

    /** Returns the license of the weights, if known. */
    public Optional<String> license() {
        return Optional.ofNullable(license);
    }

    /** Returns the paper and origin to cite, if known. */
    public Optional<String> citation() {
        return Optional.ofNullable(citation);
    }

    /** Returns the size of the first source in bytes; 0 if unknown. */
    public long size() {
        return weights.isEmpty() ? 0 : weights.get(0).size();
    }

    /** Returns the model with this card's settings in a file. */
    public Model model(Path onnx) {
        return Model.of(onnx)
                .withId(id)
                .withLayer(layer)
                .withLayers(layers)
                .withMaps(maps)
                .with(settings);
    }

    private List<Object> properties() {
        return List.of(
                id,
                title,
                architecture(),
                weights,
                settings,
                layer,
                layers,
                maps,
                parameters,
                accuracy(),
                license(),
                citation());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Card that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Card[%s, %s]", id, title);
    }
}
