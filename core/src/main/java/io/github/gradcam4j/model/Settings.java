package io.github.gradcam4j.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.internal.argument.NonNullList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a model from all its sources. Each setting is resolved by itself: the first source that contains it
 * takes precedence, in the order of {@link PartialSettings.Origin}. Immutable and thread safe.
 */
public final class Settings {

    /** No settings. */
    public static final Settings NONE = new Settings(List.of(), List.of());

    private static final double UNIT = 1 / 255.0;
    private static final int USUAL_SIDE = 224;

    private final List<PartialSettings> sources;
    private final List<String> notes;

    private Settings(List<PartialSettings> sources, List<String> notes) {
        this.sources = sources;
        this.notes = notes;
    }

    /**
     * Returns a copy with another source. It replaces a source of the same kind and name, and takes precedence over all
     * others of its kind.
     */
    public Settings with(PartialSettings source) {
        var all = new ArrayList<PartialSettings>();
        if (!source.isEmpty()) {
            all.add(source);
        }
        sources.stream().filter(s -> !s.isSameSource(source)).forEach(all::add);
        all.sort(Comparator.comparing(PartialSettings::origin));
        return new Settings(List.copyOf(all), notes);
    }

    /** Returns a copy with a sentence for users about a setting, such as one that was ignored. */
    public Settings withNote(String note) {
        Objects.requireNonNull(note, "note");
        return notes.contains(note)
                ? this
                : new Settings(
                        sources, Stream.concat(notes.stream(), Stream.of(note)).toList());
    }

    /** Returns sentences for users about settings, such as those that were ignored. */
    public List<String> notes() {
        return notes;
    }

    /** Returns the settings of the same source as others; the others if there are none. */
    public PartialSettings of(PartialSettings other) {
        Objects.requireNonNull(other, "other");
        return sources.stream().filter(other::isSameSource).findFirst().orElse(other);
    }

    /** Returns a copy with other sources; of the same kind, the first takes precedence. */
    public Settings with(List<PartialSettings> more) {
        NonNullList.copyOf(more, "more");
        var all = this;
        for (int i = more.size() - 1; i >= 0; i--) {
            all = all.with(more.get(i));
        }
        return all;
    }

    /** Returns the sources in the order of precedence. */
    public List<PartialSettings> sources() {
        return sources;
    }

    /** Returns the value of a setting, if any source contains it. */
    public <T> Optional<T> get(SettingKey<T> key) {
        return source(key).flatMap(s -> s.get(key));
    }

    /** Returns the source whose value of a setting takes precedence, if any. */
    public Optional<PartialSettings> source(SettingKey<?> key) {
        Objects.requireNonNull(key, "key");
        return sources.stream().filter(s -> s.has(key)).findFirst();
    }

    /** Returns whether any source contains a setting. */
    public boolean has(SettingKey<?> key) {
        return source(key).isPresent();
    }

    /**
     * Returns the factor of 8-bit values to which mean and standard deviation refer: that of the first source that
     * contains any of the three.
     */
    public double scale() {
        return scaleSource().map(Settings::scale).orElse(UNIT);
    }

    private Optional<PartialSettings> scaleSource() {
        return sources.stream()
                .filter(s -> s.has(SettingKey.SCALE) || s.has(SettingKey.MEAN) || s.has(SettingKey.STD))
                .findFirst();
    }

    private static double scale(PartialSettings source) {
        return source.get(SettingKey.SCALE).orElse(UNIT);
    }

    /** Returns the values to subtract, in the units of {@link #scale}, if any source contains them. */
    public Optional<List<Double>> mean() {
        return scaled(SettingKey.MEAN);
    }

    /** Returns the values to divide by, in the units of {@link #scale}, if any source contains them. */
    public Optional<List<Double>> std() {
        return scaled(SettingKey.STD);
    }

    private Optional<List<Double>> scaled(SettingKey<List<Double>> key) {
        return source(key).map(source -> {
            var values = scaled(source.get(key).orElseThrow(), scale() / scale(source));
            var color = get(SettingKey.COLOR);
            boolean reversed =
                    source.get(SettingKey.COLOR).filter(Settings::isThreeColors).isPresent()
                            && color.filter(Settings::isThreeColors).isPresent()
                            && !source.get(SettingKey.COLOR).equals(color);
            return reversed && values.size() == 3 ? List.of(values.get(2), values.get(1), values.get(0)) : values;
        });
    }

    private static boolean isThreeColors(Channels color) {
        return color == Channels.RGB || color == Channels.BGR;
    }

    private static List<Double> scaled(List<Double> values, double factor) {
        return factor == 1 ? values : values.stream().map(v -> v * factor).toList();
    }

    /** Returns the length of an image's shorter side before the crop, in proportion to the input size, if any. */
    public Optional<Integer> resize() {
        return source(SettingKey.RESIZE).map(source -> {
            int resize = source.get(SettingKey.RESIZE).orElseThrow();
            int own =
                    source.get(SettingKey.INPUT_SIZE).map(InputSize::longerSide).orElse(USUAL_SIDE);
            int used = get(SettingKey.INPUT_SIZE).map(InputSize::longerSide).orElse(own);
            return Math.round((float) resize * used / own);
        });
    }

    /**
     * Returns the preprocessing. Settings that no source contains follow from the declaration of the input, as
     * {@link Preprocessing#withModelInput} describes.
     *
     * @throws IllegalArgumentException if settings contradict each other
     */
    public Preprocessing preprocessing() {
        var p = Preprocessing.imageNet();
        p = get(SettingKey.LAYOUT).map(p::withLayout).orElse(p);
        p = get(SettingKey.COLOR).map(p::withChannels).orElse(p);
        p = get(SettingKey.FIT).map(p::withFit).orElse(p);
        p = scaleSource().isPresent() ? p.withScale(scale()) : p;
        p = mean().map(p::withMean).orElse(p);
        p = std().map(p::withStd).orElse(p);
        var size = get(SettingKey.INPUT_SIZE);
        p = size.isPresent() ? p.withInputSize(size.get().width(), size.get().height()) : p;
        var shape = get(SettingKey.INPUT).flatMap(TensorInfo::shape);
        p = shape.isPresent()
                ? p.withModelInput(get(SettingKey.INPUT).orElseThrow().type(), shape.get())
                : p;
        p = get(SettingKey.INTERPOLATION).map(p::withInterpolation).orElse(p);
        return resize().map(p::withResize).orElse(p);
    }

    /** Returns the values of the inputs beside the image: for each input, that of the first source that contains it. */
    public List<Constant> constants() {
        return List.copyOf(constantSources().keySet());
    }

    private Map<Constant, PartialSettings> constantSources() {
        var found = new LinkedHashMap<Constant, PartialSettings>();
        var names = new HashSet<String>();
        for (PartialSettings source : sources) {
            source.get(SettingKey.CONSTANTS).orElse(List.of()).stream()
                    .filter(constant -> names.add(constant.name()))
                    .forEach(constant -> found.put(constant, source));
        }
        return found;
    }

    /** Returns the value of a scalar, or type and shape of another tensor. */
    private static String text(Constant constant) {
        if (constant.size() > 1) {
            return constant.type() + Arrays.toString(constant.shape());
        }
        return constant.type() == ElementType.FLOAT
                ? SettingKey.number(constant.floats().get(0))
                : Long.toString(constant.integers()[0]);
    }

    /**
     * Returns every setting that concerns the input or the scores, with its source. Means and standard deviations refer
     * to pixels of 0..1 or 0..255.
     */
    public List<Setting> list() {
        var list = new ArrayList<Setting>();
        add(list, SettingKey.INPUT_SIZE);
        add(list, SettingKey.LAYOUT);
        add(list, SettingKey.COLOR);
        double shown = Math.abs(scale() - UNIT) < UNIT * 1e-6 ? scale() : 1;
        scaleSource().ifPresent(s -> list.add(setting(SettingKey.SCALE, shown, s)));
        double factor = shown / scale();
        mean().ifPresent(m -> list.add(setting(
                SettingKey.MEAN, scaled(m, factor), source(SettingKey.MEAN).orElseThrow())));
        std().ifPresent(s -> list.add(setting(
                SettingKey.STD, scaled(s, factor), source(SettingKey.STD).orElseThrow())));
        add(list, SettingKey.FIT);
        if (get(SettingKey.FIT).equals(Optional.of(Preprocessing.Fit.CROP))) {
            resize().ifPresent(r -> list.add(
                    setting(SettingKey.RESIZE, r, source(SettingKey.RESIZE).orElseThrow())));
        }
        add(list, SettingKey.INTERPOLATION);
        constantSources()
                .forEach((constant, source) ->
                        list.add(new Setting("input " + constant.name(), text(constant), source.from())));
        add(list, SettingKey.OUTPUT);
        add(list, SettingKey.ACTIVATION);
        return List.copyOf(list);
    }

    private <T> void add(List<Setting> list, SettingKey<T> key) {
        source(key).ifPresent(s -> list.add(setting(key, s.get(key).orElseThrow(), s)));
    }

    private static <T> Setting setting(SettingKey<T> key, T value, PartialSettings source) {
        return new Setting(key.name(), key.text(value), source.from());
    }

    /**
     * Returns all values in use as settings of one source.
     *
     * @param source no settings, from that source
     */
    public PartialSettings merged(PartialSettings source) {
        var all = source.with(SettingKey.INPUT_SIZE, get(SettingKey.INPUT_SIZE))
                .with(SettingKey.LAYOUT, get(SettingKey.LAYOUT))
                .with(SettingKey.COLOR, get(SettingKey.COLOR))
                .with(SettingKey.SCALE, scaleSource().map(Settings::scale))
                .with(SettingKey.MEAN, mean())
                .with(SettingKey.STD, std())
                .with(SettingKey.FIT, get(SettingKey.FIT))
                .with(SettingKey.RESIZE, resize())
                .with(SettingKey.INTERPOLATION, get(SettingKey.INTERPOLATION))
                .with(SettingKey.OUTPUT, get(SettingKey.OUTPUT))
                .with(SettingKey.ACTIVATION, get(SettingKey.ACTIVATION))
                .with(SettingKey.LABELS, get(SettingKey.LABELS));
        return constants().isEmpty() ? all : all.with(SettingKey.CONSTANTS, constants());
    }

    /** Returns one line for each source with its values in use, as {@link #line} does. */
    public List<String> lines() {
        return sources.stream().flatMap(source -> line(source).stream()).toList();
    }

    /** Returns the values in use of one source: {@code from the card: color bgr, pixels 255}; empty if none. */
    public Optional<String> line(PartialSettings source) {
        var values = list().stream()
                .filter(setting -> setting.from().equals(source.from()))
                .map(Setting::toString)
                .collect(Collectors.toCollection(ArrayList::new));
        source(SettingKey.LABELS)
                .filter(source::isSameSource)
                .flatMap(s -> s.get(SettingKey.LABELS))
                .ifPresent(labels -> values.add(SettingKey.LABELS.text(labels)));
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s: %s", source.phrase(), String.join(", ", values)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that && sources.equals(that.sources) && notes.equals(that.notes);
    }

    @Override
    public int hashCode() {
        return 31 * sources.hashCode() + notes.hashCode();
    }

    @Override
    public String toString() {
        return "Settings" + lines();
    }
}
