package io.github.gradcam4j.studio.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.metric.CompletenessError;
import io.github.gradcam4j.report.ExplanationJson;
import java.util.OptionalDouble;

/**
 * What {@code /api/explain} answers: the explanation, and its heat map ready to be shown.
 *
 * @param picture the size of the upright picture, in whose pixels the view is
 * @param heatMap the evidence for the class, resized to what the model takes and normalized; null where it is not wanted
 * @param explained the share of the score that the map adds up to, 1 for all of it; null where the method is not meant to add up
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExplanationResponse(
        @JsonUnwrapped ExplanationJson explanation, Size picture, Heat heatMap, Double explained) {

    /** In pixels. */
    public record Size(int width, int height) {
        static Size of(Image picture) {
            return new Size(picture.width(), picture.height());
        }
    }

    /**
     * A heat map of 0..1 in 256 steps.
     *
     * @param png a gray PNG, base64 in JSON
     */
    public record Heat(int width, int height, byte[] png) {
        static Heat of(HeatMap evidence, int width, int height) {
            return new Heat(
                    width, height, evidence.resize(height, width).normalize().png());
        }
    }

    /** The answer for a picture, by a model with that input, which must be open: it may be asked once more. */
    public static ExplanationResponse of(
            ExplanationJson json, Image picture, Explanation explanation, Preprocessing input) {
        var heat = Heat.of(explanation.heatMap(), input.width(), input.height());
        return new ExplanationResponse(json, Size.of(picture), heat, explained(explanation));
    }

    /** The same without its heat map, whose PNG is most of the answer. */
    public static ExplanationResponse withoutHeatMap(ExplanationJson json, Image picture, Explanation explanation) {
        return new ExplanationResponse(json, Size.of(picture), null, explained(explanation));
    }

    private static Double explained(Explanation explanation) {
        var share = explanation.method().isComplete(explanation.context())
                ? CompletenessError.completeness(explanation)
                : OptionalDouble.empty();
        return share.isPresent() ? share.getAsDouble() : null;
    }
}
