package io.github.gradcam4j.report;

import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The document of {@code gradcam models --json}.
 *
 * @param unreadable the user's cards that cannot be read
 */
public record ModelsDocument(List<ModelInfo> models, List<Unreadable> unreadable) {

    /**
     * A card that cannot be read.
     *
     * @param id the name for {@code gradcam models remove}
     * @param error one sentence about what is wrong
     */
    public record Unreadable(String id, String error) {}

    /** Returns the models of a catalog, downloaded or not. */
    public static ModelsDocument of(Zoo zoo) throws IOException {
        var models = new ArrayList<ModelInfo>();
        for (var card : zoo.cards()) {
            models.add(ModelInfo.of(card, zoo));
        }
        var unreadable = zoo.unreadableCards().stream()
                .map(card -> new Unreadable(card.id(), card.reason()))
                .toList();
        return new ModelsDocument(models, unreadable);
    }
}
