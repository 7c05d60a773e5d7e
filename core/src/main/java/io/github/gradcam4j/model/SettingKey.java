package io.github.gradcam4j.model;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The name and the type of a setting. Immutable and thread safe.
 *
 * @param <T> the type of the values
 */
public final class SettingKey<T> {

    /** The declaration of the input in the graph. It is not among the listed settings. */
    public static final SettingKey<TensorInfo> INPUT = new SettingKey<>("input", TensorInfo::toString);

    /** The values of the inputs beside the image. Each is listed by the name of its input. */
    public static final SettingKey<List<Constant>> CONSTANTS = new SettingKey<>("constants", SettingKey::constants);

    /** The width and height of the input. */
    public static final SettingKey<InputSize> INPUT_SIZE = new SettingKey<>("input-size", InputSize::toString);

    /** The order of the input's dimensions. */
    public static final SettingKey<Preprocessing.Layout> LAYOUT = new SettingKey<>("layout", SettingKey::lowerCase);

    /** The channels of the input and their order. */
    public static final SettingKey<Preprocessing.Channels> COLOR = new SettingKey<>("color", SettingKey::lowerCase);

    /** The factor of 8-bit values. Its text is the upper end of the scaled values: 1 for 1/255, 255 for 1. */
    public static final SettingKey<Double> SCALE = new SettingKey<>("pixels", scale -> number(255 * scale));

    /** The scaled values to subtract: one, or one for each channel in the order of {@link #COLOR}. */
    public static final SettingKey<List<Double>> MEAN = new SettingKey<>("mean", SettingKey::numbers);

    /** The scaled values to divide by, as {@link #MEAN}. */
    public static final SettingKey<List<Double>> STD = new SettingKey<>("std", SettingKey::numbers);

    /** The way to fit images of other proportions. */
    public static final SettingKey<Preprocessing.Fit> FIT = new SettingKey<>("fit", SettingKey::lowerCase);

    /** The length in pixels of an image's shorter side before the crop. */
    public static final SettingKey<Integer> RESIZE = new SettingKey<>("resize", String::valueOf);

    /** The filter for resizing. */
    public static final SettingKey<Preprocessing.Interpolation> INTERPOLATION =
            new SettingKey<>("interpolation", SettingKey::lowerCase);

    /** The name of the output to explain. */
    public static final SettingKey<String> OUTPUT = new SettingKey<>("output", name -> name);

    /** The function from logits to probabilities. */
    public static final SettingKey<Activation> ACTIVATION = new SettingKey<>("activation", SettingKey::lowerCase);

    /** The names of the classes. */
    public static final SettingKey<Labels> LABELS = new SettingKey<>("labels", SettingKey::count);

    private static final MathContext DIGITS = new MathContext(6);

    private final String name;
    private final Function<T, String> text;

    private SettingKey(String name, Function<T, String> text) {
        this.name = name;
        this.text = text;
    }

    private static String count(Labels labels) {
        if (labels.equals(Labels.numbers(labels.size()))) {
            return "numbers as labels";
        }
        return (labels.equals(Labels.imageNet()) ? "ImageNet's " : "")
                + labels.size()
                + (labels.size() == 1 ? " label" : " labels");
    }

    private static String constants(List<Constant> values) {
        return values.stream().map(Constant::name).collect(Collectors.joining(", "));
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String number(double value) {
        var rounded = new BigDecimal(value).round(DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** Writes equal numbers once. */
    private static String numbers(List<Double> values) {
        var distinct = values.stream().distinct().count() == 1 ? values.subList(0, 1) : values;
        return distinct.stream().map(SettingKey::number).collect(Collectors.joining(","));
    }

    /** Returns the name, which is that of the command line's option without dashes. */
    public String name() {
        return name;
    }

    /** Returns a value in the form that the option takes; numbers have six digits. */
    public String text(T value) {
        return text.apply(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
