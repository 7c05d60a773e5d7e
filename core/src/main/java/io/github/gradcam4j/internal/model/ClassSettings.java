package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.util.Locale;

/** The settings of a model's classes: labels and activation. */
public final class ClassSettings {

    private ClassSettings() {}

    /**
     * Returns settings in which labels and activation are set.
     *
     * @param classes the number of classes
     * @param id the model's id, for messages
     * @throws IllegalArgumentException if the caller or the card has another number of labels
     */
    public static Settings of(Settings given, int classes, LogitsLocation logits, String id) {
        var settings = fitting(given, classes, id);
        if (!settings.has(SettingKey.LABELS)) {
            settings = settings.with(assumption(settings)
                    .with(
                            SettingKey.LABELS,
                            classes == Labels.imageNet().size() ? Labels.imageNet() : Labels.numbers(classes)));
        }
        if (settings.has(SettingKey.ACTIVATION)) {
            return settings;
        }
        var activation = logits.activation();
        if (activation.isEmpty()) {
            return settings.with(assumption(settings)
                    .with(SettingKey.ACTIVATION, classes == 1 ? Activation.SIGMOID : Activation.SOFTMAX));
        }
        String function = activation.get() == Activation.SOFTMAX ? "Softmax" : "Sigmoid";
        return settings.with(settings.of(PartialSettings.ofGraph()).with(SettingKey.ACTIVATION, activation))
                .withNote(String.format(
                        Locale.ROOT,
                        "the scores before the final %s are explained, not the probabilities after it",
                        function));
    }

    private static PartialSettings assumption(Settings settings) {
        return settings.of(PartialSettings.ofAssumption());
    }

    /** Returns settings without labels that are not as many as the classes. */
    private static Settings fitting(Settings given, int classes, String id) {
        var source = given.source(SettingKey.LABELS);
        if (source.isEmpty()) {
            return given;
        }
        int labels = source.get().get(SettingKey.LABELS).orElseThrow().size();
        if (labels == classes) {
            return given;
        }
        String problem = String.format(
                Locale.ROOT,
                "model %s has %d classes, but %d labels are given (%s)",
                id,
                classes,
                labels,
                source.get().phrase());
        if (source.get().origin().compareTo(Origin.CARD) <= 0) {
            throw new IllegalArgumentException(problem);
        }
        return fitting(
                given.with(source.get().without(SettingKey.LABELS)).withNote(problem + "; they are not used"),
                classes,
                id);
    }
}
