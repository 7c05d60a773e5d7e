package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings without those that contradict the model's input. A contradiction is an error in the settings of the caller
 * or of the card, and a note in those of other sources, which may describe another model.
 */
final class FittingSettings {

    private final TensorInfo input;
    private final PartialSettings inGraph;
    private Settings settings;

    private FittingSettings(Settings given, TensorInfo input, PartialSettings inGraph) {
        this.settings = given;
        this.input = input;
        this.inGraph = inGraph;
    }

    /**
     * Returns the settings that fit.
     *
     * @param inGraph the settings that follow from the graph
     * @throws IllegalArgumentException if a setting of the caller or the card does not fit
     */
    static Settings of(Settings given, TensorInfo input, PartialSettings inGraph) {
        var fitting = new FittingSettings(given, input, inGraph);
        given.sources().forEach(fitting::layout);
        for (PartialSettings source : given.sources()) {
            fitting.size(source);
            fitting.color(source);
        }
        for (PartialSettings source : fitting.settings.sources()) {
            fitting.perChannel(source, SettingKey.MEAN);
        }
        for (PartialSettings source : fitting.settings.sources()) {
            fitting.perChannel(source, SettingKey.STD);
        }
        return fitting.settings;
    }

    /** A layout does not fit if only the other one has the channels of an image. */
    private void layout(PartialSettings source) {
        var natural = DeclaredInput.of(input, Optional.empty()).layout();
        source.get(SettingKey.LAYOUT)
                .filter(layout -> natural.isPresent() && natural.get() != layout)
                .filter(layout -> !DeclaredInput.of(input, Optional.of(layout)).isImage())
                .ifPresent(layout -> drop(source, SettingKey.LAYOUT, layout, "the model's input is " + input));
    }

    private DeclaredInput declared() {
        return DeclaredInput.of(input, settings.get(SettingKey.LAYOUT).or(() -> inGraph.get(SettingKey.LAYOUT)));
    }

    private void size(PartialSettings source) {
        var declared = declared();
        source.get(SettingKey.INPUT_SIZE)
                .filter(size -> !declared.accepts(size))
                .ifPresent(size -> drop(source, SettingKey.INPUT_SIZE, size, "the model's input is " + input));
    }

    private void color(PartialSettings source) {
        int channels = declared().channels();
        source.get(SettingKey.COLOR)
                .filter(color -> channels > 0 && channels != color.count())
                .ifPresent(color -> drop(
                        source,
                        SettingKey.COLOR,
                        color,
                        String.format(Locale.ROOT, "the model's input is %s, which has %d channels", input, channels)));
    }

    /** Keeps one number, or as many as the channels; of equal numbers, one is enough. */
    private void perChannel(PartialSettings source, SettingKey<List<Double>> key) {
        var values = source.get(key);
        int channels = settings.get(SettingKey.COLOR)
                .or(() -> inGraph.get(SettingKey.COLOR))
                .map(color -> color.count())
                .orElse(3);
        if (values.isEmpty() || values.get().size() == 1 || values.get().size() == channels) {
            return;
        }
        boolean equal = values.get().stream().distinct().count() == 1;
        if (equal && source.origin().compareTo(Origin.CARD) > 0) {
            settings = settings.with(source.with(key, values.get().subList(0, 1)));
        } else {
            drop(source, key, values.get(), String.format(Locale.ROOT, "the model's input has %d channels", channels));
        }
    }

    private <T> void drop(PartialSettings source, SettingKey<T> key, T value, String reason) {
        if (settings.source(key).filter(source::isSameSource).isEmpty()) {
            settings = settings.with(settings.of(source).without(key));
            return;
        }
        String problem = String.format(
                Locale.ROOT, "%s %s (%s) does not fit: %s", key, key.text(value), source.phrase(), reason);
        if (source.origin().compareTo(Origin.CARD) <= 0) {
            throw new IllegalArgumentException(problem);
        }
        var fitting = settings.of(source).without(key);
        settings = settings.with(key == SettingKey.INPUT_SIZE ? fitting.without(SettingKey.RESIZE) : fitting)
                .withNote(problem + "; it is not used");
    }
}
