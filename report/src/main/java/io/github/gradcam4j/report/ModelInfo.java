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

/**
 * What is told of a model before it is used. What is not known is null.
 *
 * @param state {@code ready} where its file is here, else {@code available}
 * @param size bytes of the file, or to be fetched
 * @param source where the weights are from; of a file of the user's its name
 * @param layer the layer explained where none is named
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ModelInfo(
        String id,
        String title,
        String state,
        long size,
        Long parameters,
        String license,
        String architecture,
        String citation,
        String source,
        String layer,
        Input input,
        Integer classes) {

    public static final String READY = "ready";
    public static final String AVAILABLE = "available";

    /** How a picture becomes the model's input. */
    public record Input(
            int width, int height, String channels, String fit, double scale, List<Double> mean, List<Double> std) {
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

    /** A model of the catalog, here or not yet. */
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
