package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.internal.model.LayerIndex;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A model cut at the layers that were asked for, once at each. Not thread safe. */
public final class SplitCache {

    private final LoadedModel loaded;
    private final LayerIndex layers;
    private final SessionCache sessions;
    private final Map<Key, SplitModel> known = new HashMap<>();
    private Layer automatic;

    private record Key(String tensor, ScoreType scoreType) {}

    public SplitCache(LoadedModel loaded, LayerIndex layers, SessionCache sessions) {
        this.loaded = loaded;
        this.layers = layers;
        this.sessions = sessions;
    }

    /** The cut at a layer by name, which may be {@code auto}. */
    public SplitModel at(String layer, ScoreType scoreType) {
        return layer.equals(Model.AUTO) ? automatic(scoreType) : at(layers.find(layer), scoreType);
    }

    /** The cut at the model's own layer, if it was asked for already. */
    public Optional<SplitModel> own() {
        String name = loaded.model().layer();
        var layer = name.equals(Model.AUTO) ? automatic : layers.find(name);
        return Optional.ofNullable(layer).map(l -> known.get(new Key(l.tensor(), ScoreType.LOGIT)));
    }

    private SplitModel at(Layer layer, ScoreType scoreType) {
        return known.computeIfAbsent(new Key(layer.tensor(), scoreType), k -> {
            layers.firstNonDifferentiable(layer).ifPresent(why -> {
                throw new NoGradientException(why);
            });
            return new SplitModel(
                    loaded.graph(),
                    layer,
                    loaded.logits().tensor(),
                    new ClassCotangent(scoreType, loaded.activation()),
                    sessions);
        });
    }

    private SplitModel automatic(ScoreType scoreType) {
        if (automatic == null) {
            automatic = findAutomatic(scoreType).layer();
        }
        return at(automatic, scoreType);
    }

    private SplitModel findAutomatic(ScoreType scoreType) {
        for (Layer candidate : (Iterable<Layer>) layers.candidates()::iterator) {
            if (layers.firstNonDifferentiable(candidate).isEmpty()) {
                var split = at(candidate, scoreType);
                if (candidate.layout().kind() != FeatureLayout.Kind.TOKENS || carriesGradient(split)) {
                    return split;
                }
                known.values().remove(split);
                split.release();
            }
        }
        throw new NoGradientException(String.format(
                Locale.ROOT,
                "model %s has no map that every path passes through and that carries gradient; name a layer: %s",
                loaded.model().id(),
                layers.all().stream().map(Layer::name).toList()));
    }

    /** Whether more than half of a layer's places reach the scores: behind a transformer's last mixing only one token does. */
    private boolean carriesGradient(SplitModel split) {
        var noise = loaded.example();
        var values = noise.floats();
        var random = new Random(0);
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        var gradient =
                split.head(split.trunk(loaded.input(), noise), Target.top(1)).gradient();
        int reached = 0;
        for (int p = 0; p < gradient.area(); p++) {
            boolean any = false;
            for (int k = 0; k < gradient.channels() && !any; k++) {
                any = gradient.at(k, p) != 0;
            }
            reached += any ? 1 : 0;
        }
        return 2 * reached > gradient.area();
    }
}
