package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The settings in a model's metadata: ONNX's entries for images, as Windows ML and Custom Vision write them, and those
 * of Ultralytics.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/MetadataProps.md">ONNX's metadata</a>
 */
final class MetadataSettings {

    private static final String FORMAT = "Image.BitmapPixelFormat";
    private static final String GAMMA = "Image.ColorSpaceGamma";
    private static final String RANGE = "Image.NominalPixelRange";

    /** The range 16..235 of video, in pixels of 0..255: 16 + 219/255 x. */
    private static final double VIDEO_STD = 255 / 219.0;

    private static final double VIDEO_MEAN = -16 * VIDEO_STD;

    private final Map<String, String> metadata;
    private final List<String> notes = new ArrayList<>();

    private MetadataSettings(Map<String, String> metadata) {
        this.metadata = metadata;
    }

    /** Returns settings with those of the metadata, and notes about entries that are not used. */
    static Settings add(Settings settings, Map<String, String> metadata) {
        var reader = new MetadataSettings(metadata);
        var read = settings.with(reader.read());
        for (String note : reader.notes) {
            read = read.withNote(note);
        }
        return read;
    }

    private PartialSettings read() {
        var read = range(PartialSettings.of(Origin.METADATA, "metadata").with(SettingKey.COLOR, color()));
        entry(GAMMA).filter(gamma -> !gamma.equals("srgb")).ifPresent(gamma -> unused(GAMMA));
        return ultralytics(read).with(SettingKey.LABELS, labels());
    }

    private Optional<String> entry(String key) {
        return Optional.ofNullable(metadata.get(key)).map(v -> v.strip().toLowerCase(Locale.ROOT));
    }

    private void unused(String key) {
        notes.add(String.format(
                Locale.ROOT, "the metadata %s = %s is not supported and not used", key, metadata.get(key)));
    }

    private Optional<Channels> color() {
        return entry(FORMAT).flatMap(format -> switch (format) {
            case "gray8" -> Optional.of(Channels.GRAY);
            case "rgb8" -> Optional.of(Channels.RGB);
            case "bgr8" -> Optional.of(Channels.BGR);
            case "rgba8" -> Optional.of(Channels.RGBA);
            default -> {
                unused(FORMAT);
                yield Optional.empty();
            }
        });
    }

    private PartialSettings range(PartialSettings read) {
        return switch (entry(RANGE).orElse("")) {
            case "" -> read;
            case "nominalrange_0_255" -> normalization(read, 1, 0, 1);
            case "nominalrange_16_235" -> normalization(read, 1, VIDEO_MEAN, VIDEO_STD);
            case "normalized_0_1" -> normalization(read, 1 / 255.0, 0, 1);
            case "normalized_1_1" -> normalization(read, 1 / 255.0, 0.5, 0.5);
            default -> {
                unused(RANGE);
                yield read;
            }
        };
    }

    private static PartialSettings normalization(PartialSettings read, double scale, double mean, double std) {
        return read.with(SettingKey.SCALE, scale)
                .with(SettingKey.MEAN, List.of(mean))
                .with(SettingKey.STD, List.of(std));
    }

    /** Adds the preprocessing of Ultralytics' classifiers: the largest centered square, scaled to 0..1. */
    private PartialSettings ultralytics(PartialSettings read) {
        var size = imageSize();
        if (!metadata.containsKey("names") || !entry("task").equals(Optional.of("classify"))) {
            return read;
        }
        var classifier = normalization(read, 1 / 255.0, 0, 1)
                .with(SettingKey.COLOR, read.get(SettingKey.COLOR).or(() -> Optional.of(Channels.RGB)))
                .with(SettingKey.INTERPOLATION, Interpolation.BILINEAR)
                .with(SettingKey.FIT, Fit.CROP)
                .with(SettingKey.INPUT_SIZE, size);
        return size.map(s -> classifier.with(SettingKey.RESIZE, s.longerSide())).orElse(classifier);
    }

    /** Returns the size in {@code imgsz}: [height, width] or one side. */
    private Optional<InputSize> imageSize() {
        return Optional.ofNullable(metadata.get("imgsz")).flatMap(Literal::read).flatMap(value -> {
            var sides = value instanceof List<?> list ? list : List.of(value);
            boolean valid = !sides.isEmpty()
                    && sides.size() <= 2
                    && sides.stream().allMatch(s -> s instanceof Long side && side > 0 && side < Integer.MAX_VALUE);
            if (!valid) {
                unused("imgsz");
                return Optional.empty();
            }
            int height = ((Long) sides.get(0)).intValue();
            return Optional.of(new InputSize(((Long) sides.get(sides.size() - 1)).intValue(), height));
        });
    }

    private Optional<Labels> labels() {
        return Stream.of("names", "class_names", "classes", "labels", "id2label")
                .map(metadata::get)
                .filter(Objects::nonNull)
                .flatMap(text -> Literal.read(text).flatMap(MetadataSettings::names).stream())
                .findFirst()
                .map(Labels::of);
    }

    /** Returns a list of texts, or the texts of a dictionary with the keys 0, 1, ... in any order. */
    private static Optional<List<String>> names(Object literal) {
        if (literal instanceof Map<?, ?> map) {
            return names(LongStream.range(0, map.size())
                    .mapToObj(i -> map.containsKey(i) ? map.get(i) : map.get(String.valueOf(i)))
                    .toList());
        }
        return literal instanceof List<?> list
                        && !list.isEmpty()
                        && list.stream().allMatch(String.class::isInstance)
                ? Optional.of(list.stream().map(String.class::cast).toList())
                : Optional.empty();
    }
}
