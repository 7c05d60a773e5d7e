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
     */
    public static Settings of(Settings given, Graph graph, TensorInfo declared) {
        var read = DeclaredInput.of(declared, given.get(SettingKey.LAYOUT)).settings();
        return assumed(given.with(read.with(SettingKey.INPUT, declared)));
    }

    private static Settings assumed(Settings found) {
        var normalized = normalized(found);
        var usual = normalized.preprocessing();
        var assumed = normalization(found)
                .with(SettingKey.INPUT_SIZE, new InputSize(usual.width(), usual.height()))
                .with(SettingKey.LAYOUT, usual.layout())
                .with(SettingKey.COLOR, usual.channels())
                .with(SettingKey.FIT, usual.fit())
                .with(SettingKey.INTERPOLATION, usual.interpolation())
                .with(SettingKey.RESIZE, Math.round(Math.max(usual.width(), usual.height()) * 256 / 224f));
        boolean any = normalized.mean().isPresent() || normalized.std().isPresent();
        return found.with(
                any
                        ? assumed
                        : assumed.with(SettingKey.SCALE, usual.scale())
                                .with(SettingKey.MEAN, usual.mean())
                                .with(SettingKey.STD, usual.std()));
    }

    private static Settings normalized(Settings found) {
        return found.with(normalization(found));
    }

    /**
     * Returns what completes a normalization that a source contains in part: a mean without a standard deviation is
     * only subtracted, and pixels of 0..255 alone are not normalized.
     */
    private static PartialSettings normalization(Settings found) {
        var none = PartialSettings.ofAssumption();
        boolean mean = found.mean().isPresent();
        boolean std = found.std().isPresent();
        boolean raw = found.get(SettingKey.SCALE).filter(s -> s == 1).isPresent();
        if (mean == std && (mean || !raw)) {
            return none;
        }
        return none.with(SettingKey.SCALE, found.scale())
                .with(SettingKey.MEAN, Optional.of(ZERO).filter(m -> !mean))
                .with(SettingKey.STD, Optional.of(ONE).filter(s -> !std));
    }
}
