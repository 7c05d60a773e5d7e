package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import java.util.List;
import java.util.Optional;

/** The settings of a model's input: those given, those in the file, and usual values for the others. */
public final class InputSettings {

    private static final List<Double> ZERO = List.of(0.0);
    private static final List<Double> ONE = List.of(1.0);

    private InputSettings() {}

    /**
     * Returns settings in which everything about the input is set.
     *
     * @param declared the declaration of the input
     * @throws IllegalArgumentException if a setting of the caller or the card contradicts the model's input
     */
    public static Settings of(Settings given, Graph graph, TensorInfo declared) {
        var known = MetadataSettings.add(given, graph.metadata());
        var inGraph = GraphSettings.of(graph, declared, known.get(SettingKey.LAYOUT));
        var read = FittingSettings.of(known, declared, inGraph).with(inGraph.with(SettingKey.INPUT, declared));
        var normalization = normalization(read);
        return read.with(usual(normalization, read.with(normalization)));
    }

    /**
     * Returns what completes a normalization that a source contains in part: a mean without a standard deviation is
     * only subtracted, and pixels of 0..255 alone are not normalized.
     */
    private static PartialSettings normalization(Settings read) {
        var none = PartialSettings.ofAssumption();
        boolean mean = read.has(SettingKey.MEAN);
        boolean std = read.has(SettingKey.STD);
        boolean raw = read.get(SettingKey.SCALE).filter(s -> s == 1).isPresent();
        if (mean == std && (mean || !raw)) {
            return none;
        }
        return none.with(SettingKey.SCALE, read.scale())
                .with(SettingKey.MEAN, Optional.of(ZERO).filter(m -> !mean))
                .with(SettingKey.STD, Optional.of(ONE).filter(s -> !std));
    }

    /** Adds the usual value of each setting; those that concern images only if the model takes images. */
    private static PartialSettings usual(PartialSettings assumed, Settings read) {
        var usual = read.preprocessing();
        var all = assumed.with(SettingKey.INPUT_SIZE, new InputSize(usual.width(), usual.height()))
                .with(SettingKey.LAYOUT, usual.layout());
        if (!usual.takesImages()) {
            return all;
        }
        all = all.with(SettingKey.COLOR, usual.channels())
                .with(SettingKey.FIT, usual.fit())
                .with(SettingKey.INTERPOLATION, usual.interpolation())
                .with(SettingKey.RESIZE, Math.round(Math.max(usual.width(), usual.height()) * 256 / 224f));
        return read.has(SettingKey.MEAN)
                ? all
                : all.with(SettingKey.SCALE, usual.scale())
                        .with(SettingKey.MEAN, usual.mean())
                        .with(SettingKey.STD, usual.std());
    }
}
