package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.target.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One explanation as JSON. The studio and the command line write the same document.
 *
 * <pre>{@code
 * String json = ExplanationJson.of("cow.jpg", explanation).toJson();
 * }</pre>
 *
 * @param input the image's name as it was given
 * @param model the model's id
 * @param layer the layer's name, also if {@code auto} was requested; {@code mean of A, B} or {@code max of A, B} for a
 *     map fused from several layers
 * @param method the method's id
 * @param target the class explained
 * @param versus the class compared with, or a list of several with their weights; null for none
 * @param predictions the five best classes, best first
 * @param view the rectangle of the upright image that the model received
 * @param notes the reasons why the map does not show what one expects, such as terms that cancel; usually none
 * @param preprocessing by name, the settings of the model's input and scores
 * @param timings the durations of the steps, 0 for results that were cached
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExplanationJson(
        String input,
        String model,
        String layer,
        String method,
        Prediction target,
        @Nullable VersusJson versus,
        List<Prediction> predictions,
        CropRegion view,
        RawMap map,
        List<String> notes,
        Map<String, SettingJson> preprocessing,
        Timings timings) {

    private static final int BEST = 5;

    /**
     * A map on the layer's grid.
     *
     * @param raw the values row by row, signed, before ReLU; those of a fused map are in 0 to 1, or in -1 to 0 for
     *     evidence against the class
     */
    public record RawMap(int height, int width, float[] raw) {
        /** Returns the document of a map. */
        public static RawMap of(HeatMap map) {
            return new RawMap(map.height(), map.width(), map.values());
        }
    }

    /** Durations in milliseconds. */
    public record Timings(double preprocessing, double trunk, double head, double map) {
        /** Returns the document of an explanation's timings. */
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

    /**
     * Returns the document of an explanation.
     *
     * @param input the image's name
     */
    public static ExplanationJson of(String input, Explanation explanation) {
        return new ExplanationJson(
                Objects.requireNonNull(input, "input"),
                Objects.requireNonNull(explanation, "explanation").model().id(),
                explanation.layer().name(),
                explanation.method().id(),
                explanation.target(),
                VersusJson.of(explanation.versus()),
                explanation.predictions().top(BEST),
                explanation.cropRegion(),
                RawMap.of(explanation.map()),
                explanation.notes(),
                SettingJson.of(explanation.settings()),
                Timings.of(explanation.timings()));
    }

    /** Returns the document as one line of JSON, as {@code gradcam explain --json} writes it. */
    public String toJson() {
        try {
            return Json.text(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the classes that the target is compared with; empty for none. */
    public List<VersusJson.Contrast> contrasts() {
        return versus == null ? List.of() : versus.classes();
    }

    /** Returns a copy with a map fused from several layers; its notes are those of the layers' maps. */
    public ExplanationJson withMap(String layers, HeatMap fused, List<String> fusedNotes, Explanation.Timings took) {
        return new ExplanationJson(
                input,
                model,
                layers,
                method,
                target,
                versus,
                predictions,
                view,
                RawMap.of(fused),
                fusedNotes,
                preprocessing,
                Timings.of(took));
    }
}
