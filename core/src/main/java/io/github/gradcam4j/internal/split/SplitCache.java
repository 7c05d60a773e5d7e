package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.Target;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The splits of a model, one per layer and kind of objective. Not thread safe. */
public final class SplitCache {

    /** The objective of a classification. */
    private static final Objective TOP1 = ClassScore.of(Target.top(1));

    private final ScoredGraphs graphs;
    private final LoadedModel loaded;
    private final LayerIndex layers;
    private final SessionCache sessions;
    private final Map<Key, SplitModel> splits = new HashMap<>();
    private final Map<Boolean, Layer> automatic = new HashMap<>();

    private record Key(String tensor, String objective) {}

    /** Creates a cache without splits. */
    public SplitCache(ScoredGraphs graphs, LayerIndex layers, SessionCache sessions) {
        this.graphs = graphs;
        this.loaded = graphs.loaded();
        this.layers = layers;
        this.sessions = sessions;
    }

    /**
     * Returns the split at a layer.
     *
     * @param layer the name of the layer, or {@code auto}
     * @param objective without names
     * @param features whether {@code auto} needs channels that are features, not classes
     * @throws IllegalArgumentException if the name is unknown or the layer is not a map
     * @throws NoGradientException if the gradient at the layer cannot be computed
     */
    public SplitModel at(String layer, Objective objective, boolean features) {
        return layer.equals(Model.AUTO) ? automatic(objective, features) : at(layers.find(layer), objective);
    }

    /** Returns the split at the model's target layer, if it is in the cache. */
    public Optional<SplitModel> atModelLayer() {
        String name = loaded.model().layer();
        var layer = name.equals(Model.AUTO) ? automatic.get(false) : layers.find(name);
        return Optional.ofNullable(layer).map(l -> splits.get(new Key(l.tensor(), TOP1.key())));
    }

    /**
     * Returns the split at a layer.
     *
     * @param objective without names
     * @throws NoGradientException if the gradient at the layer cannot be computed
     */
    public SplitModel at(Layer layer, Objective objective) {
        return splits.computeIfAbsent(new Key(layer.tensor(), objective.key()), k -> {
            layers.firstNonDifferentiable(layer).ifPresent(reason -> {
                throw new NoGradientException(reason);
            });
            return new SplitModel(Split.at(graphs.of(objective), layer.tensor(), BackwardMode.EXACT), layer, sessions);
        });
    }

    private SplitModel automatic(Objective objective, boolean features) {
        var layer = automatic.get(features);
        if (layer == null) {
            layer = findAutomatic(objective, features).layer();
            automatic.put(features, layer);
        }
        return at(layer, objective);
    }

    private SplitModel findAutomatic(Objective objective, boolean features) {
        for (Layer candidate : (Iterable<Layer>) layers.candidates(features)::iterator) {
            if (layers.isDifferentiable(candidate)) {
                boolean open = splits.containsKey(new Key(candidate.tensor(), objective.key()));
                var split = at(candidate, objective);
                boolean tokens =
                        candidate.shape().length != 3 || candidate.layout().withoutPosition() > 0;
                if (!tokens || hasGradientAtPositions(split, objective)) {
                    return split;
                }
                if (!open) {
                    splits.values().remove(split);
                    split.release();
                }
            }
        }
        throw new NoGradientException(
                String.format(Locale.ROOT, "model %s %s", loaded.model().id(), layers.whyNoCandidate()));
    }

    /**
     * Returns whether the gradient is not zero at a quarter of the positions or more, for random input. After the last
     * attention of a transformer only the class token has a gradient.
     */
    private boolean hasGradientAtPositions(SplitModel split, Objective objective) {
        var noise = Tensor.randn(0, loaded.model().preprocessing().shape());
        var gradient = split.head(split.trunk(loaded.input(), noise), objective).gradient();
        int count = 0;
        for (int p = 0; p < gradient.area(); p++) {
            boolean any = false;
            for (int k = 0; k < gradient.channels() && !any; k++) {
                any = gradient.at(k, p) != 0;
            }
            count += any ? 1 : 0;
        }
        return 4 * count >= gradient.area();
    }
}
