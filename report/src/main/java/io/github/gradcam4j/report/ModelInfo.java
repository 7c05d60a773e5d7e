package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalog. Unknown values are null.
 *
 * @param state {@code ready} if its file is downloaded, else {@code available}
 * @param size the size of the file or of the download in bytes
 * @param parameters the number of parameters
 * @param source the address of the weights; for a local file its name
 * @param layer the default layer
 * @param classes the number of classes
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ModelInfo(
        String id,
        String title,
        String state,
        long size,
        @Nullable Long parameters,
        @Nullable String license,
        @Nullable String architecture,
        @Nullable String citation,
        @Nullable String source,
        String layer,
        Input input,
        @Nullable Integer classes) {

    public static final String READY = "ready";
    public static final String AVAILABLE = "available";

    /** The preprocessing of an image. See {@link Preprocessing}. */
    public record Input(
            int width, int height, String channels, String fit, double scale, List<Double> mean, List<Double> std) {
        /** Returns the document of a preprocessing. */
        public static Input of(Preprocessing p) {
            return new Input(
                    p.width(),
                    p.height(),
                    p.channels().name(),
                    p.fit().name().toLowerCase(Locale.ROOT),
                    p.scale(),
                    p.mean(),
                    p.std());
        }
    }

    /** Returns the document of a model, downloaded or not. */
    public static ModelInfo of(Card card, Zoo zoo) throws IOException {
        boolean ready = zoo.isReady(card);
        return new ModelInfo(
                card.id(),
                card.title(),
                ready ? READY : AVAILABLE,
                ready ? Files.size(zoo.path(card)) : card.size(),
                card.parameters().isPresent() ? card.parameters().getAsLong() : null,
                card.license().orElse(null),
                card.architecture().orElse(null),
                card.citation().orElse(null),
                card.weights().stream().map(ModelInfo::from).findFirst().orElse(null),
                card.layer(),
                Input.of(card.preprocessing()),
                card.labels().map(Labels::size).orElse(null));
    }

    private static String from(Source source) {
        return source instanceof Source.Local local ? local.fileName() : source.toString();
    }
}
