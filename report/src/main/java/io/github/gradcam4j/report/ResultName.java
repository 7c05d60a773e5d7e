package io.github.gradcam4j.report;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The name of a result file: {@code NAME.MODEL.LAYER.METHOD.CLASS[-vs-CLASS[-CLASS]...].EXTENSION} with classes by
 * index, such as {@code cow.resnet50.layer4.gradcam.345-vs-347.png}. Where classes have different weights, each is
 * followed by its share of the mean: {@code 345-vs-347x0.75-340x0.25}. The command line and the studio name their files
 * by it.
 *
 * @param model the model's id
 * @param layer the layer's name, or that of several whose maps were fused
 * @param method the method's id
 * @param target the index of the class explained
 * @param versus the classes compared with; empty for none
 */
public record ResultName(String model, String layer, String method, int target, List<VersusJson.Contrast> versus) {

    private static final String ANY_CLASS = "\\d+";

    /** A class compared with, and its share. */
    private static final String CONTRAST = "(-\\d+(x[01](\\.\\d+)?)?)";

    /** Digits of a share after the point. */
    private static final int DIGITS = 6;

    /** The longest part of a name; the names of most file systems have at most 255 bytes. */
    private static final int LONGEST = 100;

    private static final Pattern RESULT = Pattern.compile(
            ".+\\..+\\.("
                    + alternatives(Methods.all().stream().map(AttributionMethod::id))
                    + ")\\.\\d+(-vs" + CONTRAST + "+)?\\.("
                    + alternatives(Arrays.stream(ResultFormat.values()).map(ResultFormat::extension))
                    + ")",
            Pattern.DOTALL);

    /** Returns the name of the results of an explanation. */
    public static ResultName of(ExplanationJson explanation) {
        return new ResultName(
                explanation.model(),
                explanation.layer(),
                explanation.method(),
                explanation.target().index(),
                explanation.contrasts());
    }

    /**
     * Returns the file's name.
     *
     * @param input the name of the explained image, which is kept as it is: a file's name, or one that is
     *     {@link #sanitized}
     */
    public String file(String input, ResultFormat format) {
        var indices = versus.stream().map(c -> String.valueOf(c.index())).toList();
        var shares = shares(versus.stream().mapToDouble(VersusJson.Contrast::weight));
        return start(input, model, layer, method)
                + classes(String.valueOf(target), indices, shares)
                + "."
                + format.extension();
    }

    /** Returns the start of the names of an input's results, up to the class. */
    public static String start(String input, String model, String layer, String method) {
        return String.join(".", input, sanitized(model), sanitized(layer), method, "");
    }

    /**
     * Returns a pattern for the classes in the names of a target's results, between {@link #start} and the extension.
     * Any class stands for a rank.
     */
    public static Pattern classes(Target target) {
        var indices = target.versus().stream().map(c -> index(c.choice())).toList();
        var shares = shares(target.versus().stream().mapToDouble(Target.Contrast::weight));
        return Pattern.compile(classes(
                index(target.choice()),
                indices,
                shares.stream().map(Pattern::quote).toList()));
    }

    private static String index(Target.Choice choice) {
        return choice instanceof Target.Choice.Index index ? String.valueOf(index.index()) : ANY_CLASS;
    }

    private static String classes(String target, List<String> versus, List<String> shares) {
        return versus.isEmpty()
                ? target
                : IntStream.range(0, versus.size())
                        .mapToObj(i -> "-" + versus.get(i) + shares.get(i))
                        .collect(Collectors.joining("", target + "-vs", ""));
    }

    /** Returns the ending of each class compared with: its share if the shares differ, else an empty text. */
    private static List<String> shares(DoubleStream weights) {
        double[] all = weights.toArray();
        boolean equal = Arrays.stream(all).distinct().count() < 2;
        return Arrays.stream(all).mapToObj(w -> equal ? "" : share(w)).toList();
    }

    private static String share(double weight) {
        return "x"
                + BigDecimal.valueOf(weight)
                        .setScale(DIGITS, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /**
     * Returns the title of the class explained and the classes compared with, if any: {@code ox versus bison and
     * zebra}, or {@code ox versus bison (0.75) and zebra (0.25)} if the weights differ.
     */
    public static String title(String target, List<VersusJson.Contrast> versus) {
        if (versus.isEmpty()) {
            return target;
        }
        boolean equal =
                versus.stream().map(VersusJson.Contrast::weight).distinct().count() == 1;
        var labels = versus.stream()
                .map(c -> equal ? c.label() : c.label() + " (" + c.weightText() + ")")
                .toList();
        String first = joined(labels.stream().limit(labels.size() - 1), ", ");
        String last = labels.get(labels.size() - 1);
        return target + " versus " + (first.isEmpty() ? last : first + " and " + last);
    }

    private static String joined(Stream<?> parts, String separator) {
        return parts.map(String::valueOf).collect(Collectors.joining(separator));
    }

    /** Returns whether a file's name is that of a result. Such files are no inputs. */
    public static boolean matches(String file) {
        return RESULT.matcher(file).matches();
    }

    /**
     * Returns a name with {@code _} for each run of characters other than ASCII letters, digits, {@code _}, {@code -}
     * and {@code .}. One of more than 100 characters keeps its beginning and its end, around a hash.
     */
    public static String sanitized(String name) {
        String plain = name.replaceAll("[^\\w.-]+", "_").replaceAll("^[_.]+(?=.)", "");
        return plain.length() <= LONGEST
                ? plain
                : String.format(
                        Locale.ROOT,
                        "%s_%08x_%s",
                        plain.substring(0, LONGEST / 2),
                        name.hashCode(),
                        plain.substring(plain.length() - LONGEST / 4));
    }

    private static String alternatives(Stream<String> words) {
        return words.map(Pattern::quote).collect(Collectors.joining("|"));
    }
}
