package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Cost;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Explains images. A few models stay open, and the activations of the latest images are cached, so that another class
 * or method costs only the head. Requests run one at a time, since each uses all processors. Methods that run the model
 * for minutes run one at a time as well; other requests run between their passes. Thread safe.
 */
final class ExplanationService implements AutoCloseable {

    private static final int OPEN_MODELS = 3;
    private static final int OVERHEAD_BYTES = 1 << 16;
    private static final int WAITING = 32;
    private static final int WAITING_FOR_SLOW = 8;

    /** The key of activations; the layer is empty for the model's default layer. */
    private record LayerKey(String picture, String model, String layer) {}

    /**
     * The key of a slow method's result.
     *
     * @param target with classes by index
     */
    private record ResultKey(LayerKey layer, AttributionMethod method, Target target) {
        static ResultKey of(ExplainQuery query, Explanation explanation) {
            return new ResultKey(
                    new LayerKey(
                            query.picture(),
                            query.model().id(),
                            explanation.layer().name()),
                    query.method(),
                    explanation.asTarget());
        }
    }

    /**
     * The layers of a model that can be explained.
     *
     * @param standard the default layer
     */
    record ModelLayers(List<Layer> all, Layer standard) {}

    private final Bulkhead engine;
    private final Bulkhead slow;
    private final Duration longest;
    private final Provider provider;
    private final Set<String> busyModels = ConcurrentHashMap.newKeySet();
    private volatile boolean canceled;
    private final LinkedHashMap<String, Explainer> open = new LinkedHashMap<>(8, 0.75f, true);
    private final Cache<LayerKey, Explanation> gradCams;
    private final Cache<ResultKey, Explanation> slowResults;

    ExplanationService(StudioConfig config) {
        engine = new Bulkhead(1, WAITING, config.patience, "Too many requests at a time. Try again in a moment.");
        slow = new Bulkhead(
                1,
                WAITING_FOR_SLOW,
                config.patience,
                "The studio is still busy with another slow explanation, perhaps of another tab. Try again later.");
        longest = config.longest;
        provider = config.provider.resolve();
        gradCams = cache(config.explanationsBytes / 2);
        slowResults = cache(config.explanationsBytes / 2);
    }

    private static <K> Cache<K, Explanation> cache(long bytes) {
        return Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((K key, Explanation explanation) -> weight(explanation))
                .build();
    }

    /** Returns the bulkheads of this service, whose tasks occupy threads of the server. */
    List<Bulkhead> bulkheads() {
        return List.of(engine, slow);
    }

    /** Explains an image as {@link #explain(ExplainQuery, Progress, Function)} does, without progress. */
    <T> T explain(ExplainQuery query, Function<Explanation, T> conversion) throws Exception {
        return explain(query, Progress.NONE, conversion);
    }

    /**
     * Explains an image and converts the explanation, into an image for example. The conversion is part of the request
     * for the memory and the processors that it takes: no other runs meanwhile, and the model stays open.
     *
     * @param progress receives the passes of a slow method
     * @param conversion may use the model
     * @throws HttpProblem if the model has no such class or layer (400), or if the studio is busy, a slow method is out
     *     of time, or the studio stops (503)
     * @throws InterruptedException if the thread is interrupted
     * @throws java.util.concurrent.CancellationException if it is interrupted between the passes of a slow method
     */
    <T> T explain(ExplainQuery given, Progress progress, Function<Explanation, T> conversion) throws Exception {
        var query = withLayerOf(given);
        if (query.method().cost() == Cost.ONE_PASS) {
            return explainFast(query, conversion);
        }
        var cached = explainFast(
                query.withMethod(Methods.GRAD_CAM),
                gradCam -> Optional.ofNullable(slowResults.getIfPresent(ResultKey.of(query, gradCam)))
                        .map(conversion));
        return cached.isPresent() ? cached.get() : explainSlowly(query, progress, conversion);
    }

    /** Returns the query with the layer that {@code auto} stands for with its method, if that is another one. */
    private ExplainQuery withLayerOf(ExplainQuery query) throws Exception {
        boolean automatic = query.layer().orElse(query.model().layer()).equals(Model.AUTO);
        return automatic && query.method().comparesChannels()
                ? engine.pass(() -> {
                    var explainer = explainer(query.model());
                    return withProblems(() -> query.withLayer(
                            explainer.layer(Model.AUTO, query.method()).name()));
                })
                : query;
    }

    private <T> T explainFast(ExplainQuery query, Function<Explanation, T> conversion) throws Exception {
        return engine.pass(() -> {
            var explainer = explainer(query.model());
            var explanation = withProblems(() -> {
                var gradCam = gradCam(explainer, query);
                var method = query.method();
                return method.equals(gradCam.method()) ? gradCam : gradCam.forMethod(method);
            });
            return converted(explanation, conversion);
        });
    }

    private static <T> T converted(Explanation explanation, Function<Explanation, T> conversion)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return withProblems(() -> conversion.apply(explanation));
    }

    private static <T> T withProblems(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(e);
        }
    }

    /** Occupies the bulkhead for Grad-CAM only; the passes of the slow method take turns with other requests. */
    private <T> T explainSlowly(ExplainQuery query, Progress progress, Function<Explanation, T> conversion)
            throws Exception {
        return slow.pass(() -> {
            busyModels.add(query.model().id());
            try {
                var gradCam = explainFast(query.withMethod(Methods.GRAD_CAM), Function.identity());
                var bounded = gradCam.withProgress(bounded(query.method(), progress));
                var result =
                        withProblems(() -> bounded.forMethod(query.method()).withProgress(Progress.NONE));
                slowResults.put(ResultKey.of(query, gradCam), result);
                return engine.pass(() -> converted(result, conversion));
            } finally {
                busyModels.remove(query.model().id());
            }
        });
    }

    private Progress bounded(AttributionMethod method, Progress progress) {
        long start = System.nanoTime();
        return (done, total) -> {
            if (canceled) {
                throw new HttpProblem(503, "The studio is stopping", method.title() + " was ended");
            }
            if (System.nanoTime() - start > longest.toNanos()) {
                throw new HttpProblem(
                        503,
                        "Out of time",
                        String.format(
                                Locale.ROOT,
                                "%s was ended after %d of %d runs of the model, at the limit of %d s. "
                                        + "The command line has no limit: gradcam explain --method %s",
                                method.title(),
                                done,
                                total,
                                longest.toSeconds(),
                                method.id()));
            }
            progress.update(done, total);
        };
    }

    ModelLayers layers(Model model) throws Exception {
        return engine.pass(() -> {
            var explainer = explainer(model);
            return new ModelLayers(explainer.layers(), explainer.layer());
        });
    }

    Labels labels(Model model) throws Exception {
        return model.labels().isPresent()
                ? model.labels().get()
                : engine.pass(() -> explainer(model).labels());
    }

    private Explanation gradCam(Explainer explainer, ExplainQuery query) {
        var key =
                new LayerKey(query.picture(), query.model().id(), query.layer().orElse(""));
        var cached = gradCams.getIfPresent(key);
        if (cached != null) {
            return cached.forTarget(query.target());
        }
        var request = ExplainRequest.of(query.target());
        var explanation = explainer.explain(
                query.image(), query.layer().map(request::withLayer).orElse(request));
        gradCams.put(key, explanation);
        return explanation;
    }

    /** Returns the open explainer of a model; called by one thread at a time. */
    private Explainer explainer(Model model) throws IOException {
        var known = open.get(model.id());
        if (known != null) {
            return known;
        }
        if (open.size() == OPEN_MODELS) {
            closeEldest();
        }
        var opened = Explainer.builder(model).provider(provider).build();
        open.put(model.id(), opened);
        return opened;
    }

    private void closeEldest() {
        String eldest = open.keySet().stream()
                .filter(model -> !busyModels.contains(model))
                .findFirst()
                .orElseThrow();
        gradCams.asMap().keySet().removeIf(key -> key.model().equals(eldest));
        slowResults.asMap().keySet().removeIf(key -> key.layer().model().equals(eldest));
        open.remove(eldest).close();
    }

    private static int weight(Explanation explanation) {
        return Math.toIntExact(OVERHEAD_BYTES + explanation.bytes());
    }

    /** Ends slow methods after their current run of the model. */
    void cancel() {
        canceled = true;
    }

    /** Closes the models after the current request. */
    @Override
    public void close() {
        try {
            engine.pass(() -> {
                open.values().forEach(Explainer::close);
                open.clear();
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException("The models cannot be closed", e);
        }
    }
}
