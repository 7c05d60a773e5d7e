package io.github.gradcam4j.model;

import io.github.gradcam4j.image.Preprocessing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Settings of a model from one source. Each setting may be missing. Immutable and thread safe.
 *
 * <pre>{@code
 * var bgr = PartialSettings.of(Origin.FILE, "config.json").with(SettingKey.COLOR, Channels.BGR);
 * }</pre>
 *
 * <p>{@link SettingKey#MEAN} and {@link SettingKey#STD} are in the units of this source's {@link SettingKey#SCALE},
 * 1/255 if missing, and in the order of its {@link SettingKey#COLOR}, the model's if missing. {@link SettingKey#RESIZE}
 * is for this source's {@link SettingKey#INPUT_SIZE}, 224 x 224 if missing, and changes in proportion to the model's.
 */
public final class PartialSettings {

    /** The source of values that no other source contains. */
    public static final String ASSUMED = "assumed";

    /** The kinds of sources. Of two sources that contain a setting, the earlier kind takes precedence. */
    public enum Origin {
        /** The program or command that opens the model. */
        CALLER,
        /** The model's card. */
        CARD,
        /** The metadata in the ONNX file. */
        METADATA,
        /** A file beside the model. */
        FILE,
        /** The nodes, inputs and outputs of the graph. */
        GRAPH,
        /** A usual value. */
        ASSUMPTION
    }

    private final Origin origin;
    private final String from;
    private final Map<SettingKey<?>, Object> values;

    private PartialSettings(Origin origin, String from, Map<SettingKey<?>, Object> values) {
        this.origin = Objects.requireNonNull(origin, "origin");
        this.from = Objects.requireNonNull(from, "from");
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Returns no settings from a source.
     *
     * @param from the source in messages and documents, see {@link #from}
     */
    public static PartialSettings of(Origin origin, String from) {
        return new PartialSettings(origin, from, Map.of());
    }

    /** Returns no settings, from the program that opens the model. */
    public static PartialSettings ofCaller() {
        return of(Origin.CALLER, "program");
    }

    /** Returns no settings, from the nodes, inputs and outputs of the graph. */
    public static PartialSettings ofGraph() {
        return of(Origin.GRAPH, "graph");
    }

    /** Returns no settings, as assumptions. */
    public static PartialSettings ofAssumption() {
        return of(Origin.ASSUMPTION, ASSUMED);
    }

    /** Returns a copy with a value, which replaces one of the same key. */
    public <T> PartialSettings with(SettingKey<T> key, T value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        var more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new PartialSettings(origin, from, more);
    }

    /** Returns a copy with a value if there is one, else these settings. */
    public <T> PartialSettings with(SettingKey<T> key, Optional<T> value) {
        Objects.requireNonNull(key, "key");
        return value.map(v -> with(key, v)).orElse(this);
    }

    /** Returns a copy with the settings of a preprocessing, and none of another one. */
    public PartialSettings with(Preprocessing p) {
        var size = new InputSize(p.width(), p.height());
        return with(SettingKey.INPUT_SIZE, size, p.hasInputSize())
                .with(SettingKey.LAYOUT, p.layout(), p.hasLayout())
                .with(SettingKey.COLOR, p.channels(), p.hasChannels())
                .with(SettingKey.SCALE, p.scale(), p.hasScale())
                .with(SettingKey.MEAN, p.mean(), p.hasMean())
                .with(SettingKey.STD, p.std(), p.hasStd())
                .with(SettingKey.FIT, p.fit())
                .with(SettingKey.RESIZE, p.resize(), p.resize() > 0)
                .with(SettingKey.INTERPOLATION, p.interpolation());
    }

    private <T> PartialSettings with(SettingKey<T> key, T value, boolean isSet) {
        return isSet ? with(key, value) : without(key);
    }

    /** Returns a copy without a setting. */
    public PartialSettings without(SettingKey<?> key) {
        Objects.requireNonNull(key, "key");
        var fewer = new LinkedHashMap<>(values);
        fewer.remove(key);
        return new PartialSettings(origin, from, fewer);
    }

    /** Returns the value of a setting, if any. */
    @SuppressWarnings("unchecked") // with() accepts only values of the key's type
    public <T> Optional<T> get(SettingKey<T> key) {
        Objects.requireNonNull(key, "key");
        return Optional.ofNullable((T) values.get(key));
    }

    /** Returns whether a setting has a value. */
    public boolean has(SettingKey<?> key) {
        Objects.requireNonNull(key, "key");
        return values.containsKey(key);
    }

    /** Returns whether no setting has a value. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns the source as a phrase: {@code from the card}, {@code from labels.txt}, {@code assumed}. */
    public String phrase() {
        return switch (origin) {
            case ASSUMPTION -> from;
            case FILE -> "from " + from;
            default -> "from the " + from;
        };
    }

    /** Returns whether both have the same kind and name of source. */
    public boolean isSameSource(PartialSettings other) {
        return origin == other.origin && from.equals(other.from);
    }

    /** Returns the kind of the source. */
    public Origin origin() {
        return origin;
    }

    /**
     * Returns the source: {@code command line}, {@code program}, {@code card}, {@code metadata}, {@code graph},
     * {@link #ASSUMED}, or the name of a file.
     */
    public String from() {
        return from;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartialSettings that
                && origin == that.origin
                && from.equals(that.from)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(origin, from, values);
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s=%s", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ", "PartialSettings[" + from + ": ", "]"));
    }
}
