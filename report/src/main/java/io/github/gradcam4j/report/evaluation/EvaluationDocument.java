package io.github.gradcam4j.report.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.report.FailureJson;
import io.github.gradcam4j.report.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code report.json} of an evaluation.
 *
 * @param machine where the evaluation ran, and its date
 * @param methods the table: the means over all images
 * @param randomization the model randomization test; null if it did not run
 * @param images the scores of each image
 * @param failures the images that failed
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EvaluationDocument(
        Machine machine,
        EvaluationSettings settings,
        List<MethodMeans> methods,
        @Nullable Randomization randomization,
        @JsonProperty("pictures") List<ImageScores> images,
        List<FailureJson> failures) {

    /**
     * The means of one method over all images, null where no image has a value.
     *
     * @param values by the metrics' ids, as further properties
     * @param standardErrors of the means, by the metrics' ids; empty for one image
     * @param randomization the correlation with the maps of a model without any learned weight
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record MethodMeans(
            String method,
            @JsonAnyGetter Map<String, @Nullable Double> values,
            Map<String, Double> standardErrors,
            @Nullable Double randomization,
            @Nullable Double seconds) {}

    /**
     * The model randomization test. See {@link ModelRandomization}.
     *
     * @param stages the number of shuffled layers at each stage; empty if the model has no weights to shuffle
     * @param parameters the number of shuffled parameters at each stage
     * @param correlations by method, at each stage
     * @param problems by method, why it was not tested
     */
    public record Randomization(
            List<Integer> stages,
            List<Long> parameters,
            Map<String, List<Double>> correlations,
            Map<String, String> problems) {

        static Randomization of(ModelRandomization test) {
            return new Randomization(test.stages(), test.parameters(), test.correlations(), test.problems());
        }
    }

    /** Returns the document of a report. */
    public static EvaluationDocument of(EvaluationReport report) {
        return new EvaluationDocument(
                report.machine(),
                report.settings(),
                report.methods().stream().map(m -> means(report, m)).toList(),
                report.randomization().map(Randomization::of).orElse(null),
                report.images(),
                report.failures().stream()
                        .map(f -> FailureJson.of(f.input(), f.cause()))
                        .toList());
    }

    private static MethodMeans means(EvaluationReport report, AttributionMethod method) {
        var values = new LinkedHashMap<String, Double>();
        var errors = new LinkedHashMap<String, Double>();
        for (Metric metric : report.metrics()) {
            values.put(metric.id(), orNull(report.mean(method.id(), metric.id())));
            report.standardError(method.id(), metric.id()).ifPresent(e -> errors.put(metric.id(), e));
        }
        return new MethodMeans(
                method.id(),
                values,
                errors,
                orNull(report.randomizedCorrelation(method.id())),
                orNull(report.seconds(method.id())));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
