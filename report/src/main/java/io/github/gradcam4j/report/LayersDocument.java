package io.github.gradcam4j.report;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import java.util.List;
import java.util.Optional;

/**
 * The document of {@code gradcam layers --json}.
 *
 * @param model the model's id
 * @param layers the layers that can be explained, from the input on
 */
public record LayersDocument(String model, List<Entry> layers) {

    /**
     * One layer.
     *
     * @param name the name to request it by
     * @param kind the ONNX operator that computes it
     * @param shape the tensor's dimensions, -1 for one that is free
     * @param auto whether {@code auto} stands for this layer
     * @param main whether it is one of the layers that people name: the last of its size, a block or a stage
     */
    public record Entry(String name, String kind, long[] shape, boolean auto, boolean main) {}

    /** Returns the layers of an explainer's model. */
    public static LayersDocument of(Explainer explainer) {
        return new LayersDocument(
                explainer.model().id(), entries(explainer.layers(), Optional.of(explainer.layer(Model.AUTO))));
    }

    static List<Entry> entries(List<Layer> layers, Optional<Layer> auto) {
        return layers.stream()
                .map(l -> new Entry(
                        l.name(),
                        l.kind(),
                        l.shape(),
                        auto.filter(a -> a.tensor().equals(l.tensor())).isPresent(),
                        l.main()))
                .toList();
    }
}
