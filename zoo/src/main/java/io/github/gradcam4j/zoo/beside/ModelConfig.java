package io.github.gradcam4j.zoo.beside;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings in {@code config.json}: labels and image size of Hugging Face's models, and {@code pretrained_cfg} of
 * timm's.
 *
 * @see <a href="https://huggingface.co/docs/hub/timm">timm's models</a>
 */
record ModelConfig(SettingsFile file) {

    private static final String PLACEHOLDER = "LABEL_\\d+";

    /** Returns the settings; none if the file does not have the fields of such a model. */
    PartialSettings settings() {
        if (!file.json().isObject()) {
            return file.settings();
        }
        var settings = file.object("pretrained_cfg").json().isObject()
                ? timm(file.settings(), file.object("pretrained_cfg"))
                : huggingFace(file.settings());
        return settings.with(SettingKey.LABELS, labels());
    }

    private PartialSettings huggingFace(PartialSettings settings) {
        boolean classifies = file.has("id2label") || file.has("problem_type");
        return classifies
                ? settings.with(SettingKey.INPUT_SIZE, imageSize()).with(SettingKey.ACTIVATION, activation())
                : settings;
    }

    private Optional<InputSize> imageSize() {
        var size = file.has("image_size") ? file.numbers("image_size") : Optional.<List<Double>>empty();
        return size.filter(s -> s.size() <= 2 && s.stream().allMatch(side -> side >= 1))
                .map(s -> new InputSize(s.get(s.size() - 1).intValue(), s.get(0).intValue()));
    }

    private Optional<Activation> activation() {
        return file.text("problem_type").flatMap(type -> switch (type) {
            case "multi_label_classification" -> Optional.of(Activation.SIGMOID);
            case "single_label_classification" -> Optional.of(Activation.SOFTMAX);
            default -> Optional.empty();
        });
    }

    private static PartialSettings timm(PartialSettings settings, SettingsFile config) {
        var size = config.numbers("input_size").filter(s -> s.size() == 3);
        var read = settings.with(SettingKey.MEAN, config.numbers("mean"))
                .with(SettingKey.STD, config.numbers("std"))
                .with(SettingKey.INTERPOLATION, interpolation(config))
                .with(
                        SettingKey.COLOR,
                        Optional.of(Channels.RGB)
                                .filter(rgb -> size.filter(s -> s.get(0) == 3).isPresent()));
        return size.map(s ->
                        fit(read, new InputSize(s.get(2).intValue(), s.get(1).intValue()), config))
                .orElse(read);
    }

    private static PartialSettings fit(PartialSettings settings, InputSize size, SettingsFile config) {
        double ratio = config.number("crop_pct").filter(r -> r > 0).orElse(0.875);
        var sized = settings.with(SettingKey.INPUT_SIZE, size);
        String mode = config.text("crop_mode").orElse("center");
        if (mode.equals("squash") && ratio == 1) {
            return sized.with(SettingKey.FIT, Fit.SQUASH);
        }
        if (!mode.equals("center")) {
            config.note("crop_mode", "this mode is not supported; the center is cropped");
        }
        int resize = (int) Math.floor(size.longerSide() / ratio);
        return sized.with(SettingKey.FIT, Fit.CROP).with(SettingKey.RESIZE, Math.max(resize, size.longerSide()));
    }

    private static Optional<Interpolation> interpolation(SettingsFile config) {
        return config.text("interpolation").flatMap(name -> switch (name) {
            case "nearest" -> Optional.of(Interpolation.NEAREST);
            case "bilinear" -> Optional.of(Interpolation.BILINEAR);
            case "bicubic" -> Optional.of(Interpolation.BICUBIC);
            default -> {
                config.note("interpolation", "this filter is not supported; bicubic is used");
                yield Optional.of(Interpolation.BICUBIC);
            }
        });
    }

    private Optional<Labels> labels() {
        var names = new ArrayList<String>();
        var numbered = file.value(
                "id2label", v -> v.isObject() && SettingsFile.all(v, JsonNode::isTextual), "an object of texts");
        if (numbered.isPresent()) {
            var json = numbered.get();
            for (int i = 0; json.has(String.valueOf(i)); i++) {
                names.add(json.get(String.valueOf(i)).asText());
            }
            boolean complete = names.size() == json.size() && !names.isEmpty();
            boolean placeholders = names.stream().allMatch(name -> name.matches(PLACEHOLDER));
            return complete && !placeholders ? Optional.of(Labels.of(names)) : Optional.empty();
        }
        var listed = file.has("label_names") ? file : file.object("pretrained_cfg");
        listed.value("label_names", v -> v.isArray() && SettingsFile.all(v, JsonNode::isTextual), "a list of texts")
                .ifPresent(list -> list.forEach(name -> names.add(described(name.asText()))));
        return names.isEmpty() ? Optional.empty() : Optional.of(Labels.of(names));
    }

    /** Returns the description of a label such as {@code n01440764}, if any. */
    private String described(String label) {
        return file.object("label_descriptions").json().path(label).asText(label);
    }
}
