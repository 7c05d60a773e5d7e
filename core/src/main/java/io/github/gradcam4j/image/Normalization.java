package io.github.gradcam4j.image;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The function from 8-bit levels to a tensor's values, {@code (scale * level - mean) / std}. Lists have one number for
 * all channels or one per channel.
 *
 * @param scale null if not set, as {@code mean} and {@code std}
 */
record Normalization(Double scale, List<Double> mean, List<Double> std) {

    static final Normalization NOT_SET = new Normalization(null, null, null);

    private static final double SMALLEST = 1e-12;
    private static final double LARGEST = 1e12;
    private static final String FACTOR = " of a magnitude from 1e-12 to 1e12";
    private static final String OFFSET = " of a magnitude up to 1e12";
    private static final double TO_UNIT = 1 / 255.0;
    private static final double MIDDLE_OF_INT8 = 128;
    private static final List<Double> ZERO = List.of(0.0);
    private static final List<Double> ONE = List.of(1.0);

    /** ImageNet's values in the order RGB and BGR. */
    private static final Normalization IMAGENET =
            new Normalization(TO_UNIT, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private static final Normalization IMAGENET_BGR =
            new Normalization(TO_UNIT, List.of(0.406, 0.456, 0.485), List.of(0.225, 0.224, 0.229));

    private static final Normalization UNIT = new Normalization(TO_UNIT, ZERO, ONE);
    private static final Normalization LEVELS = new Normalization(1.0, ZERO, ONE);
    private static final Normalization CENTERED_LEVELS = new Normalization(1.0, List.of(MIDDLE_OF_INT8), ONE);

    Normalization {
        require(scale == null || isFactor(scale), "scale", "a number" + FACTOR, scale);
        require(mean == null || mean.stream().allMatch(m -> Math.abs(m) <= LARGEST), "mean", "numbers" + OFFSET, mean);
        require(std == null || std.stream().allMatch(Normalization::isFactor), "std", "numbers" + FACTOR, std);
        mean = mean == null ? null : List.copyOf(mean);
        std = std == null ? null : List.copyOf(std);
    }

    /** Returns whether a tensor's float32 values stay finite when they are multiplied or divided by a number. */
    private static boolean isFactor(double number) {
        return Math.abs(number) >= SMALLEST && Math.abs(number) <= LARGEST;
    }

    private static void require(boolean holds, String name, String wanted, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Preprocessing: %s must be %s, not %s", name, wanted, value));
        }
    }

    /** Returns the values that are assumed for an input where none are set. */
    static Normalization usual(InputForm form) {
        return switch (form.usedType()) {
            case UINT8, UINT16, INT16, INT32, INT64, UINT32, UINT64 -> LEVELS;
            case INT8 -> CENTERED_LEVELS;
            default ->
                form.channelCount() != 3
                        ? UNIT
                        : form.usedChannels() == Preprocessing.Channels.BGR ? IMAGENET_BGR : IMAGENET;
        };
    }

    /** Returns a copy in which values that are not set are those of another. */
    Normalization or(Normalization other) {
        return new Normalization(
                Objects.requireNonNullElse(scale, other.scale),
                Objects.requireNonNullElse(mean, other.mean),
                Objects.requireNonNullElse(std, other.std));
    }

    /** @throws IllegalArgumentException if a list has neither one value nor one per channel */
    void check(int channels) {
        check("mean", mean, channels);
        check("std", std, channels);
    }

    private static void check(String name, List<Double> values, int channels) {
        require(
                values == null || values.size() == 1 || values.size() == channels,
                name,
                channels == 1 ? "1 number" : "1 number or " + channels,
                values);
    }

    double mean(int channel) {
        return mean.get(mean.size() == 1 ? 0 : channel);
    }

    double std(int channel) {
        return std.get(std.size() == 1 ? 0 : channel);
    }

    /** Returns the value of a level of a channel. */
    double value(int channel, double level) {
        return (scale * level - mean(channel)) / std(channel);
    }

    /** Returns the level of a value of a channel, not rounded: reverses {@link #value}. */
    double level(int channel, double value) {
        return (value * std(channel) + mean(channel)) / scale;
    }
}
