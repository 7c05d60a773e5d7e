package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.HiResCam;
import io.github.gradcam4j.method.Resolution;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.model.Layer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Notes for users about a map: positions found by an experiment, a gradient of zero, terms that cancel.
 *
 * @param facts about the layer
 */
record MapNotes(LayerFacts facts) {

    /** The size of a map in parts of its terms below which it is the rounding error of float32 sums. */
    private static final double CANCELLED = 1e-4;

    /** Returns the notes on a map, one sentence or two each; usually none. */
    List<String> of(Layer layer, AttributionMethod method, AttributionContext context, HeatMap map) {
        return method.resolution() == Resolution.LAYER
                ? Stream.of(
                                facts.experiment(layer),
                                noGradient(layer, context.gradient()),
                                cancelled(layer, method, context, map))
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
    }

    private Optional<String> noGradient(Layer layer, FeatureMaps gradient) {
        for (float value : gradient.values()) {
            if (value != 0) {
                return Optional.empty();
            }
        }
        if (layer.layout().withoutPosition() == 0) {
            return Optional.of(String.format(
                    Locale.ROOT, "the gradient of the score is zero at every position of layer %s", layer.name()));
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "behind layer %s only tokens without a position, such as the class token, reach the score: its gradient"
                        + " is zero at every position of the image. Take %s",
                layer.name(),
                facts.earlier(layer).orElse("an earlier layer")));
    }

    /**
     * A normalization does not change when its input is scaled, so that the sum of gradient times activation over the
     * channels is zero in exact arithmetic.
     */
    private Optional<String> cancelled(Layer layer, AttributionMethod method, AttributionContext context, HeatMap map) {
        if (!(method instanceof HiResCam)) {
            return Optional.empty();
        }
        var activations = context.activations();
        var gradient = context.gradient();
        double terms = 0;
        double largest = 0;
        for (int p = 0; p < activations.area(); p++) {
            double sum = 0;
            for (int k = 0; k < activations.channels(); k++) {
                sum += Math.abs((double) gradient.at(k, p) * activations.at(k, p));
            }
            terms = Math.max(terms, sum);
            largest = Math.max(largest, Math.abs(map.values()[p]));
        }
        if (terms == 0 || largest >= CANCELLED * terms) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "the terms of HiResCAM cancel at layer %s, and its map is rounding noise (%.1e in terms of %.1e): the"
                        + " layer is read through a normalization alone. Take %s",
                layer.name(),
                largest,
                terms,
                facts.normalized(layer)
                        .map(name -> "the normalization's output, layer " + name)
                        .orElse("a layer behind the normalization")));
    }
}
