package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Cost;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where pictures are explained: a few models stay open, and what they made of the latest pictures is kept, so that another class or
 * method costs only the head. Questions take turns, since one of them keeps all processors busy. Methods that run the model for
 * minutes take turns among themselves, and others are answered between their runs. Thread safe.
 */
final class ExplanationService implements AutoCloseable {

    private static final int OPEN_MODELS = 3;
    private static final int OVERHEAD_BYTES = 1 << 16;

    /** A picture as a model's layer sees it; the layer is empty for the model's own. */
    private record Sight(String picture, String model, String layer) {}

    /** What a slow method made of it; classes by index. */
    private record Made(Sight sight, AttributionMethod method, int target, Optional<Integer> versus) {
        static Made of(Asked asked, Explanation explanation) {
            return new Made(
                    new Sight(asked.id, asked.model.id(), explanation.layer().name()),
                    asked.method,
                    explanation.target().index(),
                    explanation.versus().map(Prediction::index));
        }
    }

    /**
     * What is asked.
     *
     * @param id the picture's name, under which its activations are kept
     */
    record Asked(
            String id, Image picture, Model model, Optional<String> layer, AttributionMethod method, Target target) {
        Asked withMethod(AttributionMethod other) {
            return new Asked(id, picture, model, layer, other, target);
        }
    }

    private final Bulkhead gate;
    private final Bulkhead slow;
    private final Duration longest;
    private final Provider provider;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;
    private final LinkedHashMap<String, Explainer> open = new LinkedHashMap<>(8, 0.75f, true);
    private final Cache<Sight, Explanation> held;
    private final Cache<Made, Explanation> slowlyMade;

    ExplanationService(StudioConfig config) {
        gate = new Bulkhead(1, config.patience, "Too many questions at once; try again in a moment");
        slow = new Bulkhead(
                1,
                config.patience,
                "A method that runs the model many times is at work for somebody else; try again later");
        longest = config.longest;
        provider = config.provider.resolve();
        held = cache(config.explanationsBytes / 2);
        slowlyMade = cache(config.explanationsBytes / 2);
    }

    private static <K> Cache<K, Explanation> cache(long bytes) {
        return Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((K key, Explanation explanation) -> weight(explanation))
                .build();
    }

    /** The explanation; a class, layer or method that there is not is the asker's mistake. */
    Explanation explain(Asked asked) throws Exception {
        return explain(asked, Progress.NONE, Function.identity());
    }

    /**
     * What is told of the explanation while its model is certainly open.
     *
     * @param progress hears of a slow method's runs
     */
    <T> T explain(Asked asked, Progress progress, Function<Explanation, T> telling) throws Exception {
        if (asked.method().cost() == Cost.ONE_PASS) {
            return explainAtOnce(asked, telling);
        }
        var known = explainAtOnce(
                asked.withMethod(Methods.GRAD_CAM),
                before -> Optional.ofNullable(slowlyMade.getIfPresent(Made.of(asked, before)))
                        .map(telling));
        return known.isPresent() ? known.get() : explainSlowly(asked, progress, telling);
    }

    private <T> T explainAtOnce(Asked asked, Function<Explanation, T> telling) throws Exception {
        return gate.pass(() -> {
            var explainer = explainer(asked.model());
            return answered(() -> {
                var known = byGradCam(explainer, asked);
                return telling.apply(asked.method().equals(known.method()) ? known : known.forMethod(asked.method()));
            });
        });
    }

    private static <T> T answered(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(sentence(e.getMessage()));
        }
    }

    /** The gate is passed for what comes before the method; its runs take the engine one by one. */
    private <T> T explainSlowly(Asked asked, Progress progress, Function<Explanation, T> telling) throws Exception {
        return slow.pass(() -> {
            busy.add(asked.model().id());
            try {
                var before = explainAtOnce(asked.withMethod(Methods.GRAD_CAM), Function.identity());
                var bounded = before.withProgress(bounded(asked.method(), progress));
                return answered(() -> {
                    var made = bounded.forMethod(asked.method()).withProgress(Progress.NONE);
                    slowlyMade.put(Made.of(asked, before), made);
                    return telling.apply(made);
                });
            } finally {
                busy.remove(asked.model().id());
            }
        });
    }

    private Progress bounded(AttributionMethod method, Progress progress) {
        long start = System.nanoTime();
        return (done, total) -> {
            if (ending) {
                throw new HttpProblem(503, "The studio is being stopped", method.title() + " was ended with it");
            }
            if (System.nanoTime() - start > longest.toNanos()) {
                throw new HttpProblem(
                        503,
                        "That takes too long",
                        "%s was ended after %d of %d runs of the model, %d s. The command line has no such limit: gradcam explain --method %s"
                                .formatted(method.title(), done, total, longest.toSeconds(), method.id()));
            }
            progress.update(done, total);
        };
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

    private Explanation byGradCam(Explainer explainer, Asked asked) {
        var sight = new Sight(asked.id(), asked.model().id(), asked.layer().orElse(""));
        var known = held.getIfPresent(sight);
        if (known != null) {
            return known.forTarget(asked.target());
        }
        var question = ExplainRequest.of(asked.target());
        var explained = explainer.explain(
                asked.picture(), asked.layer().map(question::withLayer).orElse(question));
        held.put(sight, explained);
        return explained;
    }

    /** Called by one at a time. */
    private Explainer explainer(Model model) throws IOException {
        var known = open.get(model.id());
        if (known != null) {
            return known;
        }
        if (open.size() == OPEN_MODELS) {
            var eldest = open.entrySet().stream()
                    .filter(e -> !busy.contains(e.getKey()))
                    .findFirst()
                    .orElseThrow();
            held.asMap().keySet().removeIf(sight -> sight.model().equals(eldest.getKey()));
            slowlyMade.asMap().keySet().removeIf(m -> m.sight().model().equals(eldest.getKey()));
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

    /** Has slow methods end after the run of the model that they are at. */
    void end() {
        ending = true;
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
