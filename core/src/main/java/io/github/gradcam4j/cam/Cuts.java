package io.github.gradcam4j.cam;

import io.github.gradcam4j.gradient.NoGradientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A model cut at the layers that were asked for, once at each. Not thread safe. */
final class Cuts {

    private final Classifier classifier;
    private final Layers layers;
    private final OpenSessions sessions;
    private final Map<Key, CutModel> known = new HashMap<>();
    private Layer automatic;

    private record Key(String tensor, Scale scale) {}

    Cuts(Classifier classifier, Layers layers, OpenSessions sessions) {
        this.classifier = classifier;
        this.layers = layers;
        this.sessions = sessions;
    }

    /** The cut at a layer by name, which may be {@code auto}. */
    CutModel at(String layer, Scale scale) {
        return layer.equals(Model.AUTO) ? automatic(scale) : at(layers.find(layer), scale);
    }

    /** The cut at the model's own layer, if it was asked for already. */
    Optional<CutModel> own() {
        String name = classifier.model().layer();
        var layer = name.equals(Model.AUTO) ? automatic : layers.find(name);
        return Optional.ofNullable(layer).map(l -> known.get(new Key(l.tensor(), Scale.LOGITS)));
    }

    private CutModel at(Layer layer, Scale scale) {
        return known.computeIfAbsent(new Key(layer.tensor(), scale), k -> {
            layers.obstacle(layer).ifPresent(why -> {
                throw new NoGradientException(why);
            });
            return new CutModel(
                    classifier.graph(),
                    layer,
                    classifier.logits().tensor(),
                    new TargetSeed(scale, classifier.activation()),
                    sessions);
        });
    }

    private CutModel automatic(Scale scale) {
        if (automatic == null) {
            automatic = findAutomatic(scale).layer();
        }
        return at(automatic, scale);
    }

    private CutModel findAutomatic(Scale scale) {
        for (Layer candidate : (Iterable<Layer>) layers.candidates()::iterator) {
            if (layers.obstacle(candidate).isEmpty()) {
                var cut = at(candidate, scale);
                if (candidate.layout().kind() != FeatureLayout.Kind.TOKENS || carriesGradient(cut)) {
                    return cut;
                }
                known.values().remove(cut);
                cut.release();
            }
        }
        throw new NoGradientException(
                "model %s has no map that every path passes through and that carries gradient; name a layer: %s"
                        .formatted(
                                classifier.model().id(),
                                layers.all().stream().map(Layer::name).toList()));
    }

    /** Whether more than half of a layer's places reach the scores: behind a transformer's last mixing only one token does. */
    private boolean carriesGradient(CutModel cut) {
        var noise = classifier.example();
        var values = noise.floats();
        var random = new Random(0);
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        var gradient =
                cut.head(cut.trunk(classifier.input(), noise), Target.top(1)).gradient();
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
