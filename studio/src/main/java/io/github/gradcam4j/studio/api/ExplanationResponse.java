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
import org.jspecify.annotations.Nullable;

/**
 * An explanation with its heat map, ready to be shown.
 *
 * @param picture the size of the upright image; the view is in its pixels
 * @param heatMap the evidence for the class, resized to the model's input and normalized; null if the request excludes
 *     it
 * @param explained the fraction of (score - baseline score) that the raw map accounts for; null if the method is not
 *     complete
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExplanationResponse(
        @JsonUnwrapped ExplanationJson explanation,
        Size picture,
        @Nullable Heat heatMap,
        @Nullable Double explained) {

    /**
     * The size of an image.
     *
     * @param width in pixels
     * @param height in pixels
     */
    public record Size(int width, int height) {
        static Size of(Image picture) {
            return new Size(picture.width(), picture.height());
        }
    }

    /**
     * A heat map of 256 levels.
     *
     * @param width in pixels
     * @param height in pixels
     * @param png a gray PNG
     */
    public record Heat(int width, int height, byte[] png) {
        static Heat of(HeatMap evidence, int width, int height) {
            return new Heat(
                    width, height, evidence.resize(height, width).normalize().png());
        }
    }

    /** Returns the response for an image. The model must still be open: the completeness may need another pass. */
    public static ExplanationResponse of(
            ExplanationJson json, Image picture, Explanation explanation, Preprocessing input) {
        var heat = Heat.of(explanation.heatMap(), input.width(), input.height());
        return new ExplanationResponse(json, Size.of(picture), heat, explained(explanation));
    }

    /** Returns the same response without the heat map, whose PNG is the largest part. */
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
