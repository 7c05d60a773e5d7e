package io.github.gradcam4j.explain;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.internal.plan.PlanContent;
import io.github.gradcam4j.model.Layer;
import java.util.Optional;

/** Facts about the layer of a plan, which were found when the plan was made. */
record PlannedLayer(PlanContent.Notes notes) implements LayerFacts {

    /** Finds the facts that notes on maps of a layer may state. */
    static PlanContent.Notes notes(LayerFacts facts, Layer layer) {
        return new PlanContent.Notes(facts.experiment(layer), earlier(facts, layer), facts.normalized(layer));
    }

    private static Optional<String> earlier(LayerFacts facts, Layer layer) {
        if (layer.layout().withoutPosition() == 0) {
            return Optional.empty();
        }
        try {
            return facts.earlier(layer);
        } catch (NoGradientException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> experiment(Layer layer) {
        return notes.experiment();
    }

    @Override
    public Optional<String> earlier(Layer layer) {
        return notes.earlier();
    }

    @Override
    public Optional<String> normalized(Layer layer) {
        return notes.normalized();
    }
}
