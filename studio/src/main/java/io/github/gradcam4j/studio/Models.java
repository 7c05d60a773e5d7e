package io.github.gradcam4j.studio;

import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.report.ModelInfo;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.zoo.UnknownModelException;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The models of the studio: those of its settings, then those of the catalog. Thread safe. */
final class Models {

    private static final System.Logger LOG = System.getLogger(Models.class.getName());

    private final List<Model> custom;
    private final Zoo zoo;

    Models(List<Model> custom, Zoo zoo) {
        this.custom = List.copyOf(custom);
        this.zoo = zoo;
    }

    /** Returns all models, the default first. */
    List<ModelInfo> all() throws IOException {
        var infos = new ArrayList<ModelInfo>();
        for (Model model : custom) {
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

    /**
     * Returns a model that can be opened.
     *
     * @param id empty for the default model
     * @throws HttpProblem if there is no such model (404), or if it has to be downloaded first (409)
     */
    Model ready(Optional<String> id) throws IOException {
        for (Model model : custom) {
            if (id.isEmpty() || id.get().equals(model.id())) {
                return model;
            }
        }
        var card = id.isPresent() ? card(id.get()) : zoo.preferred();
        return zoo.ready(card)
                .orElseThrow(() -> new HttpProblem(
                        409,
                        "The model is not downloaded yet",
                        String.format(
                                Locale.ROOT,
                                "%s has to be downloaded first: POST /api/models/%s/pull",
                                card.title(),
                                card.id())));
    }

    /**
     * Returns a card of the catalog.
     *
     * @throws HttpProblem if there is none (404)
     */
    Card card(String id) throws IOException {
        try {
            return zoo.card(id);
        } catch (UnknownModelException e) {
            throw HttpProblem.notFound(String.format(
                    Locale.ROOT,
                    "No model is called '%s'; available are %s",
                    e.id(),
                    String.join(", ", e.suggestions())));
        } catch (CardException e) {
            LOG.log(Level.WARNING, e.getMessage());
            throw HttpProblem.notFound(String.format(
                    Locale.ROOT, "The card of the model '%s' cannot be read; the studio's log has the reason", id));
        }
    }
}
