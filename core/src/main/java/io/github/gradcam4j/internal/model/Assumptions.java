package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Descriptions of the values assumed for settings that a model does not set. */
public final class Assumptions {

    private Assumptions() {}

    /**
     * Returns one phrase per assumption.
     *
     * @param given the model with the user's settings
     * @param input the preprocessing in use
     * @param labels the labels in use
     * @param logits the position of the logits in the graph
     */
    public static List<String> of(Model given, Preprocessing input, Labels labels, LogitsLocation logits) {
        var assumed = new ArrayList<String>();
        if (!given.hasPreprocessing()) {
            assumed.add(String.format(
                    Locale.ROOT,
                    "input %d x %d, values scaled by 1/255, ImageNet's mean and standard deviation, %s image",
                    input.width(),
                    input.height(),
                    input.fit() == Fit.CROP ? "the center of the" : "the whole"));
        }
        if (given.labels().isEmpty()) {
            assumed.add(
                    labels.equals(Labels.imageNet())
                            ? String.format(Locale.ROOT, "ImageNet's labels for %d classes", labels.size())
                            : "numbers as labels");
        }
        if (given.activation().isEmpty()) {
            assumed.add(logits.activation()
                    .map(last -> String.format(
                            Locale.ROOT,
                            "the scores before the final %s are explained, not the probabilities after it",
                            last == Activation.SOFTMAX ? "Softmax" : "Sigmoid"))
                    .orElse("probabilities by softmax for several classes, by sigmoid for one"));
        }
        return List.copyOf(assumed);
    }
}
