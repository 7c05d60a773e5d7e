package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.target.Prediction;
import java.time.Duration;
import java.util.List;

/**
 * One explanation as JSON, the same from the studio and from the command line.
 *
 * @param input the picture's name as it was given
 * @param model the model's id
 * @param layer the layer's name, also where {@code auto} was asked for; {@code mean of A, B} or {@code max of A, B} for maps that were fused
 * @param method the method's id
 * @param versus the class compared with, null where there is none
 * @param predictions the five best, best first
 * @param view the part of the upright picture that the model saw
 * @param timings what was there already took no time
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExplanationJson(
        String input,
        String model,
        String layer,
        String method,
        Prediction target,
        Prediction versus,
        List<Prediction> predictions,
        CropRegion view,
        RawMap map,
        Timings timings) {

    private static final int BEST = 5;

    /**
     * A map on the layer's own grid.
     *
     * @param raw row-major, signed, before ReLU; a fused map is 0..1, or -1..0 of evidence against the class
     */
    public record RawMap(int height, int width, float[] raw) {
        public static RawMap of(HeatMap map) {
            return new RawMap(map.height(), map.width(), map.values());
        }
    }

    /** Milliseconds. */
    public record Timings(double preprocessing, double trunk, double head, double map) {
        public static Timings of(Explanation.Timings timings) {
            return new Timings(
                    milliseconds(timings.preprocessing()),
                    milliseconds(timings.trunk()),
                    milliseconds(timings.head()),
                    milliseconds(timings.map()));
        }

        private static double milliseconds(Duration duration) {
            return Math.round(duration.toNanos() / 1e3) / 1e3;
        }
    }

    public static ExplanationJson of(String input, String model, Explanation explanation) {
        return new ExplanationJson(
                input,
                model,
                explanation.layer().name(),
                explanation.method().id(),
                explanation.target(),
                explanation.versus().orElse(null),
                explanation.predictions().top(BEST),
                explanation.cropRegion(),
                RawMap.of(explanation.map()),
                Timings.of(explanation.timings()));
    }

    /** The same with one map that was made of several layers'. */
    public ExplanationJson withMap(String layers, HeatMap fused, Explanation.Timings took) {
        return new ExplanationJson(
                input, model, layers, method, target, versus, predictions, view, RawMap.of(fused), Timings.of(took));
    }
}
