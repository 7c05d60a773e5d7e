package io.github.gradcam4j.report;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The name of a result file: {@code NAME.MODEL.LAYER.METHOD.CLASS[-vs-CLASS].EXTENSION} with classes by index, such as
 * {@code cow.resnet50.layer4.gradcam.345-vs-347.png}. The command line and the studio name their files by it.
 *
 * @param model the model's id
 * @param layer the layer's name, or that of several whose maps were fused
 * @param method the method's id
 * @param target the index of the class explained
 * @param versus the index of the class compared with; null for none
 */
public record ResultName(
        String model,
        String layer,
        String method,
        int target,
        @Nullable Integer versus) {

    private static final Pattern RESULT = Pattern.compile(".+\\..+\\.("
            + alternatives(Methods.all().stream().map(AttributionMethod::id))
            + ")\\.\\d+(-vs-\\d+)?\\.("
            + alternatives(Arrays.stream(ResultFormat.values()).map(ResultFormat::extension))
            + ")");

    /** Returns the name of the results of an explanation. */
    public static ResultName of(ExplanationJson explanation) {
        return new ResultName(
                explanation.model(),
                explanation.layer(),
                explanation.method(),
                explanation.target().index(),
                explanation.versus() == null ? null : explanation.versus().index());
    }

    /**
     * Returns the file's name.
     *
     * @param input the name of the explained image, which is kept as it is: a file's name, or one that is
     *     {@link #sanitized}
     */
    public String file(String input, ResultFormat format) {
        String classes = versus == null ? String.valueOf(target) : target + "-vs-" + versus;
        return String.join(".", input, sanitized(model), sanitized(layer), method, classes, format.extension());
    }

    /** Returns the title of the class explained and, if any, the class compared with. */
    public static String title(String target, @Nullable String versus) {
        return versus == null ? target : target + " versus " + versus;
    }

    /** Returns whether a file's name is that of a result. Such files are no inputs. */
    public static boolean matches(String file) {
        return RESULT.matcher(file).matches();
    }

    /**
     * Returns a name with {@code _} for each run of characters other than ASCII letters, digits, {@code _}, {@code -}
     * and {@code .}.
     */
    public static String sanitized(String name) {
        return name.replaceAll("[^\\w.-]+", "_").replaceAll("^[_.]+(?=.)", "");
    }

    private static String alternatives(Stream<String> words) {
        return words.map(Pattern::quote).collect(Collectors.joining("|"));
    }
}
