package io.github.gradcam4j.zoo.beside;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings in {@code metadata.json} of Teachable Machine, which crops the largest centered square and scales values
 * to -1..1: divided by 127, less 1.
 */
record TeachableMachine(SettingsFile file) {

    private static final String PACKAGE = "@teachablemachine/image";
    private static final int USUAL_SIDE = 224;

    /** Returns the settings; at most labels if the file does not name its program, none if it names another one. */
    PartialSettings settings() {
        boolean named = file.json().has("packageName");
        boolean other = !file.json().path("packageName").asText().equals(PACKAGE);
        var list = file.json().path("labels");
        if (other && (named || !list.isArray() || !SettingsFile.all(list, JsonNode::isTextual))) {
            return file.settings();
        }
        var names = new ArrayList<String>();
        file.value("labels", v -> v.isArray() && SettingsFile.all(v, JsonNode::isTextual), "a list of texts")
                .ifPresent(labels -> labels.forEach(label -> names.add(label.asText())));
        if (other) {
            return names.isEmpty() ? file.settings() : file.settings().with(SettingKey.LABELS, Labels.of(names));
        }
        var settings = file.settings()
                .with(SettingKey.COLOR, Optional.of(Channels.RGB).filter(rgb -> !file.is("grayscale", false)))
                .with(SettingKey.SCALE, 1.0)
                .with(SettingKey.MEAN, List.of(127.0))
                .with(SettingKey.STD, List.of(127.0))
                .with(SettingKey.FIT, Fit.CROP)
                .with(SettingKey.RESIZE, USUAL_SIDE)
                .with(SettingKey.INTERPOLATION, Interpolation.BILINEAR)
                .with(SettingKey.ACTIVATION, Activation.SOFTMAX);
        return names.isEmpty() ? settings : settings.with(SettingKey.LABELS, Labels.of(names));
    }
}
