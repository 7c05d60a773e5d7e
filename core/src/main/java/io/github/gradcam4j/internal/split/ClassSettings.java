package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.internal.model.GraphLabels;
import io.github.gradcam4j.internal.split.ClassScores.Form;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.util.List;
import java.util.Locale;

/** The settings of a model's classes: output, activation and labels. */
final class ClassSettings {

    private ClassSettings() {}

    /**
     * Returns settings in which activation and labels are set, and the output if there are several.
     *
     * @param id the model's id, for messages
     * @throws IllegalArgumentException if the caller or the card has another number of labels
     */
    static Settings of(Settings given, ModelScores scores, String id) {
        return withLabels(withActivation(withOutput(given, scores), scores), scores, id);
    }

    private static Settings withOutput(Settings given, ModelScores scores) {
        var note = scores.output().note();
        return given.has(SettingKey.OUTPUT) || note.isEmpty()
                ? given
                : given.with(assumption(given)
                                .with(SettingKey.OUTPUT, scores.output().output()))
                        .withNote(note.get());
    }

    private static Settings withActivation(Settings given, ModelScores scores) {
        if (given.has(SettingKey.ACTIVATION)) {
            return given;
        }
        var last = scores.logits().activation();
        if (last.isEmpty()) {
            return given.with(assumption(given).with(SettingKey.ACTIVATION, scores.activation()));
        }
        return given.with(given.of(PartialSettings.ofGraph()).with(SettingKey.ACTIVATION, last))
                .withNote(note(last.get()));
    }

    private static String note(Activation last) {
        return last == Activation.NONE
                ? "the values of the output are probabilities, which are explained as they are"
                : String.format(
                        Locale.ROOT,
                        "the scores before the final %s are explained, not the probabilities after it",
                        last == Activation.SOFTMAX ? "Softmax" : "Sigmoid");
    }

    private static Settings withLabels(Settings given, ModelScores scores, String id) {
        int classes = scores.scores().classes();
        boolean oneScoreForTwo = scores.scores().form() != Form.ONE_PER_CLASS;
        var settings = fitting(oneScoreForTwo ? withBoth(given) : given, classes, id);
        if (!settings.has(SettingKey.LABELS)) {
            var found = GraphLabels.of(scores.graph().graph(), classes);
            settings = found.isPresent()
                    ? settings.with(settings.of(PartialSettings.ofGraph()).with(SettingKey.LABELS, found))
                    : settings.with(assumption(settings).with(SettingKey.LABELS, usual(classes, oneScoreForTwo)));
        }
        return oneScoreForTwo
                ? settings.withNote(note(settings.get(SettingKey.LABELS).orElseThrow()))
                : settings;
    }

    private static String note(Labels labels) {
        return String.format(
                Locale.ROOT,
                "one score is for two classes: the probability p is that of class 1 (%s), 1 - p that of class 0 (%s)",
                labels.name(1),
                labels.name(0));
    }

    /** Returns settings in which the only label has a counterpart. */
    private static Settings withBoth(Settings given) {
        var source = given.source(SettingKey.LABELS);
        var labels = given.get(SettingKey.LABELS).filter(l -> l.size() == 1);
        return labels.isEmpty()
                ? given
                : given.with(source.get()
                        .with(
                                SettingKey.LABELS,
                                Labels.of(List.of(
                                        "not " + labels.get().name(0),
                                        labels.get().name(0)))));
    }

    private static Labels usual(int classes, boolean oneScoreForTwo) {
        if (oneScoreForTwo) {
            return Labels.of(List.of("not", "yes"));
        }
        return classes == Labels.imageNet().size() ? Labels.imageNet() : Labels.numbers(classes);
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
