package io.github.gradcam4j.studio;

import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.report.ModelInfo;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.zoo.UnknownModelException;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models that can be chosen: those the studio was given, then the catalog's. Thread safe. */
final class Models {

    private final List<Model> own;
    private final Zoo zoo;

    Models(List<Model> own, Zoo zoo) {
        this.own = List.copyOf(own);
        this.zoo = zoo;
    }

    /** All of them, the one to begin with first. */
    List<ModelInfo> all() throws IOException {
        var infos = new ArrayList<ModelInfo>();
        for (Model model : own) {
            infos.add(info(model));
        }
        var preferred = zoo.preferred();
        infos.add(ModelInfo.of(preferred, zoo));
        for (Card card : zoo.cards()) {
            if (!card.id().equals(preferred.id())) {
                infos.add(ModelInfo.of(card, zoo));
            }
        }
        return infos;
    }

    private static ModelInfo info(Model model) throws IOException {
        return new ModelInfo(
                model.id(),
                model.id(),
                ModelInfo.READY,
                Files.size(model.onnx()),
                null,
                null,
                null,
                null,
                model.onnx().getFileName().toString(),
                model.layer(),
                ModelInfo.Input.of(model.preprocessing()),
                model.labels().map(Labels::size).orElse(null));
    }

    /** The model of that id, or the one to begin with where none is named. */
    Model ready(Optional<String> id) throws IOException {
        for (Model model : own) {
            if (id.isEmpty() || id.get().equals(model.id())) {
                return model;
            }
        }
        var card = id.isPresent() ? card(id.get()) : zoo.preferred();
        return zoo.ready(card)
                .orElseThrow(() -> new HttpProblem(
                        409,
                        "The model is not here yet",
                        "%s has to be fetched first: POST /api/models/%s/pull".formatted(card.title(), card.id())));
    }

    Card card(String id) throws IOException {
        try {
            return zoo.card(id);
        } catch (UnknownModelException e) {
            throw HttpProblem.notFound(
                    "No model is called '%s'; available are %s".formatted(e.id(), String.join(", ", e.suggestions())));
        }
    }
}
