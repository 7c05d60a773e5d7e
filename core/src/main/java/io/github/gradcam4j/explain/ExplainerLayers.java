package io.github.gradcam4j.explain;

import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import java.util.Optional;

/** Facts about the layers of an explainer, each found when it is needed. */
record ExplainerLayers(Explainer explainer) implements LayerFacts {

    @Override
    public Optional<String> experiment(Layer layer) {
        return explainer.experiment(layer);
    }

    @Override
    public Optional<String> earlier(Layer layer) {
        return Optional.of(explainer.layer(Model.AUTO))
                .filter(l -> l.depth() < layer.depth())
                .map(Layer::name);
    }

    @Override
    public Optional<String> normalized(Layer layer) {
        return explainer.layers().stream()
                .filter(l -> l.depth() > layer.depth()
                        && l.layout().height() == layer.layout().height()
                        && l.layout().width() == layer.layout().width())
                .filter(l ->
                        l.kind().equals("LayerNormalization") || l.name().matches("(?i)(.*\\.)?(\\w*norm|ln)_?\\d*"))
                .map(Layer::name)
                .findFirst();
    }
}
