package io.github.gradcam4j.report;

import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The document of {@code gradcam models --json}. */
public record ModelsDocument(List<ModelInfo> models) {

    /** Returns the models of a catalog, downloaded or not. */
    public static ModelsDocument of(Zoo zoo) throws IOException {
        var models = new ArrayList<ModelInfo>();
        for (var card : zoo.cards()) {
            models.add(ModelInfo.of(card, zoo));
        }
        return new ModelsDocument(models);
    }
}
