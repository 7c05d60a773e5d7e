package io.github.gradcam4j.zoo.beside;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings in {@code preprocessor_config.json} of Hugging Face's image processors.
 *
 * @see <a href="https://huggingface.co/docs/transformers/main_classes/image_processor">Image processors</a>
 */
record PreprocessorConfig(SettingsFile file) {

    private static final double UNIT = 1 / 255.0;

    /** The size from which ConvNeXT's processor squashes images in place of cropping them. */
    private static final int SQUASHED_FROM = 384;

    /** A size, and whether an image keeps its proportions when its shorter side gets this length. */
    private record Size(InputSize size, boolean proportional) {}

    /** Returns the settings; none if the file is not about images. */
    PartialSettings settings() {
        var settings = file.settings();
        if (!file.hasAny("image_mean", "image_std", "size", "crop_size", "rescale_factor", "image_processor_type")) {
            return settings;
        }
        return fit(normalization(settings)).with(SettingKey.INTERPOLATION, interpolation());
    }

    /** Rescales, subtracts 1 if {@code rescale_offset} is set, and normalizes. */
    private PartialSettings normalization(PartialSettings settings) {
        double scale =
                file.is("do_rescale", true) ? file.number("rescale_factor").orElse(UNIT) : 1;
        double offset = file.is("do_rescale", true) && file.is("rescale_offset", false) ? 1 : 0;
        boolean normalizes = file.is("do_normalize", file.has("image_mean"));
        var mean = normalizes ? file.numbers("image_mean").orElse(List.of(0.0)) : List.of(0.0);
        var std = normalizes ? file.numbers("image_std").orElse(List.of(1.0)) : List.of(1.0);
        var color = file.is("do_flip_channel_order", false)
                ? Optional.of(Channels.BGR)
                : Optional.of(Channels.RGB).filter(rgb -> mean.size() == 3);
        return settings.with(SettingKey.COLOR, color)
                .with(SettingKey.SCALE, scale)
                .with(SettingKey.MEAN, mean.stream().map(m -> m + offset).toList())
                .with(SettingKey.STD, std);
    }

    private PartialSettings fit(PartialSettings settings) {
        var resized = file.is("do_resize", true) ? size("size") : Optional.<Size>empty();
        if (file.is("do_center_crop", false)) {
            var cropped = size("crop_size").or(() -> resized);
            return cropped.map(c -> cropped(settings, c.size, resized)).orElse(settings);
        }
        if (resized.isEmpty()) {
            return settings;
        }
        var size = resized.get().size;
        var ratio = file.number("crop_pct").filter(r -> r > 0 && size.longerSide() < SQUASHED_FROM);
        if (ratio.isPresent()) {
            return cropped(settings, size, (int) (size.longerSide() / ratio.get()));
        }
        boolean crops = resized.get().proportional && !file.has("crop_pct");
        return crops
                ? cropped(settings, size, size.longerSide())
                : settings.with(SettingKey.INPUT_SIZE, size).with(SettingKey.FIT, Fit.SQUASH);
    }

    private PartialSettings cropped(PartialSettings settings, InputSize size, Optional<Size> resized) {
        if (resized.isEmpty()) {
            return settings.with(SettingKey.INPUT_SIZE, size).with(SettingKey.FIT, Fit.CROP);
        }
        var before = resized.get().size;
        if (before.equals(size) && !resized.get().proportional) {
            return settings.with(SettingKey.INPUT_SIZE, size).with(SettingKey.FIT, Fit.SQUASH);
        }
        if (!resized.get().proportional) {
            file.note("size", "images keep their proportions before the crop here, and do not there");
        }
        boolean levit = type().startsWith("levit");
        return cropped(settings, size, levit ? before.longerSide() * 256 / 224 : before.longerSide());
    }

    private static PartialSettings cropped(PartialSettings settings, InputSize size, int resize) {
        return settings.with(SettingKey.INPUT_SIZE, size)
                .with(SettingKey.FIT, Fit.CROP)
                .with(SettingKey.RESIZE, Math.max(resize, size.longerSide()));
    }

    private String type() {
        return file.text("image_processor_type")
                .or(() -> file.text("feature_extractor_type"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }

    /** Returns a size: one number, or an object with height and width, or with the length of the shorter side. */
    private Optional<Size> size(String field) {
        var value = file.value(field, v -> v.isNumber() || v.isObject(), "a number or an object");
        if (value.filter(JsonNode::isNumber).isPresent()) {
            int side = file.length(field).orElseThrow();
            // The processors of ViT and its kin read one number as both sides, those with a crop as the shorter one.
            boolean shorter = file.is("do_center_crop", false) || file.has("crop_pct");
            return Optional.of(new Size(new InputSize(side, side), shorter));
        }
        var object = file.object(field);
        var height = object.length("height");
        var width = object.length("width");
        if (height.isPresent() && width.isPresent()) {
            return Optional.of(new Size(new InputSize(width.get(), height.get()), false));
        }
        var shorter = object.length("shortest_edge");
        if (value.isPresent() && shorter.isEmpty()) {
            file.note(field, "this form of a size is not supported and not used");
        }
        return shorter.map(side -> new Size(new InputSize(side, side), true));
    }

    /** Returns the filter by its number in Pillow. */
    private Optional<Interpolation> interpolation() {
        return file.number("resample").flatMap(number -> switch (number.intValue()) {
            case 0 -> Optional.of(Interpolation.NEAREST);
            case 2 -> Optional.of(Interpolation.BILINEAR);
            case 3 -> Optional.of(Interpolation.BICUBIC);
            case 1 -> {
                file.note("resample", "this filter is Lanczos; bicubic is used");
                yield Optional.of(Interpolation.BICUBIC);
            }
            default -> {
                file.note("resample", "this filter is not supported; bilinear is used");
                yield Optional.of(Interpolation.BILINEAR);
            }
        });
    }
}
