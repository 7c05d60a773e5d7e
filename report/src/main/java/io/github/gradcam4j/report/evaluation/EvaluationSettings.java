package io.github.gradcam4j.report.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.report.GradcamVersion;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that scores depend on apart from the image. A kept result is reused only if its settings are equal.
 *
 * @param version the version of gradcam4j
 * @param layer the layer's name
 * @param tensor the tensor of that layer
 * @param target the class explained in every image; null for each image's own target
 * @param seed the random seed
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EvaluationSettings(
        String version,
        ModelSettings model,
        String layer,
        String tensor,
        @Nullable String target,
        List<Configured> methods,
        List<Configured> metrics,
        long seed) {

    public EvaluationSettings {
        methods = List.copyOf(methods);
        metrics = List.copyOf(metrics);
    }

    /**
     * The model and how it is run.
     *
     * @param sha256 SHA-256 of the model's file and of its external data, in hexadecimal digits
     * @param provider the execution provider
     * @param output the output explained; null for the first
     * @param activation what turns logits into probabilities
     * @param labels SHA-256 of the class names, in hexadecimal digits
     * @param constants SHA-256 of the values of the inputs beside the image, in hexadecimal digits; null if there are
     *     none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record ModelSettings(
            String id,
            String sha256,
            String provider,
            @Nullable String output,
            String activation,
            String labels,
            @Nullable String constants,
            PreprocessingSettings preprocessing) {

        static ModelSettings of(Explainer explainer) throws IOException {
            var model = explainer.model();
            return new ModelSettings(
                    model.id(),
                    Sha256.of(model.source()),
                    explainer.provider().toString(),
                    model.output().orElse(null),
                    name(explainer.activation()),
                    Sha256.of(explainer.labels()),
                    model.constants().isEmpty() ? null : Sha256.of(model.constants()),
                    PreprocessingSettings.of(model.preprocessing()));
        }
    }

    /** The settings for turning an image into the model's input. See {@link Preprocessing}. */
    public record PreprocessingSettings(
            int width,
            int height,
            String layout,
            String channels,
            double scale,
            List<Double> mean,
            List<Double> std,
            String fit,
            int resize,
            String interpolation) {

        static PreprocessingSettings of(Preprocessing p) {
            return new PreprocessingSettings(
                    p.width(),
                    p.height(),
                    p.layout().name(),
                    p.channels().name(),
                    p.scale(),
                    p.mean(),
                    p.std(),
                    name(p.fit()),
                    p.resize(),
                    name(p.interpolation()));
        }
    }

    static EvaluationSettings of(
            Explainer explainer,
            String layer,
            Optional<Target> target,
            List<AttributionMethod> methods,
            List<Metric> metrics,
            long seed)
            throws IOException {
        var found = explainer.layer(layer);
        return new EvaluationSettings(
                GradcamVersion.current(),
                ModelSettings.of(explainer),
                found.name(),
                found.tensor(),
                target.map(Target::toString).orElse(null),
                methods.stream().map(m -> Configured.of(m.id(), m)).toList(),
                metrics.stream().map(m -> Configured.of(m.id(), m)).toList(),
                seed);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
