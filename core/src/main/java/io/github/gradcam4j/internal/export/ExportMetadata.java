package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The entries that an exported model's metadata gets: how its maps were made, and ONNX's entries for images.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/MetadataProps.md">ONNX's metadata</a>
 */
final class ExportMetadata {

    private static final String PREFIX = "gradcam4j.";
    private static final String FORMAT = "Image.BitmapPixelFormat";
    private static final String GAMMA = "Image.ColorSpaceGamma";
    private static final String RANGE = "Image.NominalPixelRange";

    private ExportMetadata() {}

    static Map<String, String> of(
            String method, String layer, ExportTarget target, String sha256, Preprocessing preprocessing) {
        var entries = new LinkedHashMap<String, String>();
        entries.put(PREFIX + "method", method);
        entries.put(PREFIX + "layer", layer);
        entries.put(PREFIX + "target", target.title());
        entries.put(
                PREFIX + "version",
                Optional.ofNullable(ExportMetadata.class.getPackage().getImplementationVersion())
                        .orElse("development"));
        entries.put(PREFIX + "sha256", sha256);
        entries.put(PREFIX + "preprocessing", json(preprocessing));
        return entries;
    }

    private static String json(Preprocessing p) {
        return String.format(
                Locale.ROOT,
                "{\"size\":[%d,%d],\"layout\":\"%s\",\"color\":\"%s\",\"scale\":%s,\"mean\":%s,\"std\":%s,"
                        + "\"fit\":\"%s\",\"resize\":%d,\"interpolation\":\"%s\"}",
                p.height(),
                p.width(),
                p.layout(),
                p.channels(),
                p.scale(),
                numbers(p.mean()),
                numbers(p.std()),
                p.fit().name().toLowerCase(Locale.ROOT),
                p.resize(),
                p.interpolation().name().toLowerCase(Locale.ROOT));
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    /** Returns ONNX's entries for images; without the range of values where ONNX has no name for it. */
    static Map<String, String> image(InputKind input, Preprocessing preprocessing) {
        var entries = new LinkedHashMap<String, String>();
        boolean pixels = input == InputKind.UINT8;
        entries.put(FORMAT, format(pixels, preprocessing.channels()));
        entries.put(GAMMA, "SRGB");
        (pixels ? Optional.of("NominalRange_0_255") : range(preprocessing)).ifPresent(r -> entries.put(RANGE, r));
        return entries;
    }

    private static String format(boolean pixels, Channels channels) {
        return switch (channels) {
            case RGB -> "Rgb8";
            case BGR -> pixels ? "Rgb8" : "Bgr8";
            case GRAY -> pixels ? "Rgb8" : "Gray8";
            case RGBA -> "Rgba8";
        };
    }

    private static Optional<String> range(Preprocessing p) {
        double low = (0 - p.mean().get(0)) / p.std().get(0);
        double high = (255 * p.scale() - p.mean().get(0)) / p.std().get(0);
        boolean same = p.mean().stream().distinct().count() == 1
                && p.std().stream().distinct().count() == 1;
        if (!same) {
            return Optional.empty();
        }
        if (near(low, 0)) {
            return near(high, 1)
                    ? Optional.of("Normalized_0_1")
                    : near(high, 255) ? Optional.of("NominalRange_0_255") : Optional.empty();
        }
        return near(low, -1) && near(high, 1) ? Optional.of("Normalized_1_1") : Optional.empty();
    }

    private static boolean near(double value, double other) {
        return Math.abs(value - other) < 1e-6 * Math.max(1, Math.abs(other));
    }
}
