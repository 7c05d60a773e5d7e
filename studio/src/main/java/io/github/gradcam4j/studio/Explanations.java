package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.gradcam4j.cam.Cam;
import io.github.gradcam4j.cam.Explainer;
import io.github.gradcam4j.cam.Explanation;
import io.github.gradcam4j.cam.Labels;
import io.github.gradcam4j.cam.Layer;
import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.cam.Question;
import io.github.gradcam4j.cam.Target;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.runtime.Provider;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where pictures are explained: a few models stay open, and what they made of the latest pictures is kept, so that another class or
 * method costs only the head. Questions take turns, since one of them keeps all processors busy. Thread safe.
 */
final class Explanations implements AutoCloseable {

    private static final int OPEN_MODELS = 3;
    private static final int OVERHEAD_BYTES = 1 << 16;

    /** A picture as a model's layer sees it; the layer is empty for the model's own. */
    private record Sight(String picture, String model, String layer) {}

    /**
     * What is asked.
     *
     * @param id the picture's name, under which its activations are kept
     */
    record Asked(String id, Picture picture, Model model, Optional<String> layer, Cam method, Target target) {}

    private final Gate gate;
    private final Provider provider;
    private final LinkedHashMap<String, Explainer> open = new LinkedHashMap<>(8, 0.75f, true);
    private final Cache<Sight, Explanation> held;

    /** @param bytes how much may be kept of the latest pictures */
    Explanations(Gate gate, long bytes, Provider provider) {
        this.gate = gate;
        this.provider = provider;
        held = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Sight sight, Explanation explanation) -> weight(explanation))
                .build();
    }

    /** The explanation; a class, layer or method that there is not is the asker's mistake. */
    Explanation explain(Asked asked) throws Exception {
        return explain(asked, Function.identity());
    }

    /** What is told of the explanation while its model is certainly open. */
    <T> T explain(Asked asked, Function<Explanation, T> telling) throws Exception {
        return gate.pass(() -> {
            var explainer = explainer(asked.model());
            try {
                return telling.apply(answer(explainer, asked));
            } catch (IllegalArgumentException e) {
                throw HttpProblem.badRequest(sentence(e.getMessage()));
            }
        });
    }

    /** The layers that can be explained, and the name of the one that is where none is named. */
    record LayersOf(List<Layer> all, Layer own) {}

    LayersOf layers(Model model) throws Exception {
        return gate.pass(() -> {
            var explainer = explainer(model);
            return new LayersOf(explainer.layers(), explainer.layer());
        });
    }

    Labels labels(Model model) throws Exception {
        return model.labels().isPresent()
                ? model.labels().get()
                : gate.pass(() -> explainer(model).labels());
    }

    private Explanation answer(Explainer explainer, Asked asked) {
        var sight = new Sight(asked.id(), asked.model().id(), asked.layer().orElse(""));
        var known = held.getIfPresent(sight);
        if (known == null) {
            var question = Question.of(asked.target());
            known = explainer.explain(
                    asked.picture(), asked.layer().map(question::at).orElse(question));
            held.put(sight, known);
        } else {
            known = known.forTarget(asked.target());
        }
        return asked.method().equals(known.method()) ? known : known.forMethod(asked.method());
    }

    /** Called by one at a time. */
    private Explainer explainer(Model model) throws IOException {
        var known = open.get(model.id());
        if (known != null) {
            return known;
        }
        if (open.size() == OPEN_MODELS) {
            var eldest = open.entrySet().iterator().next();
            held.asMap().keySet().removeIf(sight -> sight.model().equals(eldest.getKey()));
            open.remove(eldest.getKey()).close();
        }
        var opened = Explainer.builder(model).provider(provider).build();
        open.put(model.id(), opened);
        return opened;
    }

    private static int weight(Explanation explanation) {
        return Math.toIntExact(OVERHEAD_BYTES + explanation.bytes());
    }

    private static String sentence(String text) {
        return text == null || text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Waits for the answer that is being made. */
    @Override
    public void close() {
        try {
            gate.pass(() -> {
                open.values().forEach(Explainer::close);
                open.clear();
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException("The models cannot be closed", e);
        }
    }
}
