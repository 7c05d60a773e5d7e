package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.internal.argument.NonNullList;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The model randomization test (Adebayo et al., NeurIPS 2018): do a method's maps change when the model's weights are
 * randomized? Weights are shuffled layer by layer from the logits down, and the maps are compared with those of the
 * trained model for the same class. A map that survives randomization reflects the input, not the model.
 *
 * <p>Shuffled are the constants of convolutions, matrix products, recurrent layers and normalizations, also where they
 * are computed from other constants (transposed, cast or dequantized), and the vectors that are added to the results of
 * these layers or multiplied with them. The normalization of the image, position tables and masks keep their values, as
 * do weights inside of branches and loops.
 *
 * @param stages number of randomized layers at each stage; all layers at the last; empty if the model has no weights to
 *     shuffle
 * @param parameters number of randomized parameters at each stage; a tensor of equal values does not count
 * @param correlations by method, for each stage: the mean over images and shuffles of Spearman's rank correlation of
 *     the normalized maps
 * @param problems by method, why it was not tested
 */
public record ModelRandomization(
        List<Integer> stages,
        List<Long> parameters,
        Map<String, List<Double>> correlations,
        Map<String, String> problems) {

    /** The largest correlation with maps of a fully randomized model with which a method passes. */
    public static final double LIMIT = 0.5;

    private static final String NO_WEIGHTS =
            "the model has no weights to shuffle, so nothing was tested; gradcam4j shuffles constants of convolutions,"
                    + " matrix products, recurrent layers and normalizations";

    /** Copies the lists and maps. */
    public ModelRandomization {
        stages = List.copyOf(stages);
        parameters = List.copyOf(parameters);
        correlations = Collections.unmodifiableMap(new LinkedHashMap<>(correlations));
        problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
    }

    /**
     * Returns whether a method's maps depend on the model's weights.
     *
     * @throws IllegalArgumentException if the method was not tested
     */
    public boolean passes(String method) {
        Objects.requireNonNull(method, "method");
        var values = correlations.get(method);
        if (values == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "method %s was not tested: %s", method, problems.get(method)));
        }
        return values.get(values.size() - 1) <= LIMIT;
    }

    private record Trained(Image image, ExplainRequest request, HeatMap map) {}

    /**
     * Runs the test. Each stage and shuffle opens a copy of the model in memory.
     *
     * @param layer name of the layer to explain
     * @param methods a method whose gradient cannot be computed is listed in {@link #problems}
     * @param count number of stages: the last layer alone, then equal steps to all layers
     * @param seeds one per shuffle; with a single one a method can pass or fail by chance
     */
    public static ModelRandomization of(
            Explainer explainer,
            String layer,
            List<Image> images,
            List<AttributionMethod> methods,
            int count,
            List<Long> seeds,
            Progress progress)
            throws IOException {
        Objects.requireNonNull(explainer, "explainer");
        Objects.requireNonNull(layer, "layer");
        NonNullList.copyOf(images, "images");
        NonNullList.copyOf(methods, "methods");
        NonNullList.copyOf(seeds, "seeds");
        Objects.requireNonNull(progress, "progress");
        var problems = new LinkedHashMap<String, String>();
        var shuffler = WeightShuffler.of(explainer.model().source().graph().expandOperators());
        if (shuffler.layers().isEmpty()) {
            methods.forEach(m -> problems.put(m.id(), NO_WEIGHTS));
            return new ModelRandomization(List.of(), List.of(), Map.of(), problems);
        }
        var trained = new LinkedHashMap<String, List<Trained>>();
        for (AttributionMethod method : methods) {
            try {
                trained.put(method.id(), trained(explainer, layer, images, method));
            } catch (NoGradientException e) {
                problems.put(method.id(), e.getMessage());
            }
        }
        var stages = stages(shuffler.layers().size(), count);
        var correlations = new LinkedHashMap<String, List<Double>>();
        trained.keySet().forEach(m -> correlations.put(m, new ArrayList<>()));
        int runs = trained.isEmpty() ? 0 : stages.size() * seeds.size();
        for (int run = 0; run < runs; run++) {
            progress.update(run, runs);
            int stage = run / seeds.size();
            var randomized = shuffler.shuffle(stages.get(stage), seeds.get(run % seeds.size()));
            var found = correlations(explainer, randomized, trained);
            found.forEach((method, value) -> add(correlations.get(method), stage, value / seeds.size()));
        }
        progress.update(runs, runs);
        return new ModelRandomization(
                stages, stages.stream().map(shuffler::parameters).toList(), correlations, problems);
    }

    private static List<Trained> trained(
            Explainer explainer, String layer, List<Image> images, AttributionMethod method) {
        // A layer that the model chooses could be another one after the shuffle.
        String name = explainer.layer(layer, method).name();
        var trained = new ArrayList<Trained>();
        for (Image image : images) {
            var explanation = explainer.explain(
                    image, ExplainRequest.of(Target.top(1)).withLayer(name).withMethod(method));
            var request = ExplainRequest.of(Target.of(explanation.target().index()))
                    .withLayer(name)
                    .withMethod(method);
            trained.add(new Trained(image, request, explanation.heatMap().normalize()));
        }
        return trained;
    }

    private static void add(List<Double> sums, int stage, double value) {
        if (stage == sums.size()) {
            sums.add(value);
        } else {
            sums.set(stage, sums.get(stage) + value);
        }
    }

    /** Returns the mean over images by method. */
    private static Map<String, Double> correlations(
            Explainer explainer, Graph randomized, Map<String, List<Trained>> trained) throws IOException {
        try (var changed = Explainer.builder(explainer.model().withSource(ModelSource.of(randomized)))
                .sessionOptions(explainer.sessionOptions())
                .build()) {
            return trained.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, a -> correlation(changed, a.getValue())));
        }
    }

    private static double correlation(Explainer changed, List<Trained> trained) {
        double sum = 0;
        for (Trained before : trained) {
            var map = changed.explain(before.image, before.request).heatMap().normalize();
            sum += Similarity.spearman(before.map, map);
        }
        return sum / trained.size();
    }

    /** Returns 1, then equal steps to all layers. */
    static List<Integer> stages(int layers, int count) {
        var stages = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            int stage = count == 1 ? layers : 1 + (int) Math.round((double) i * (layers - 1) / (count - 1));
            if (stages.isEmpty() || stages.get(stages.size() - 1) < stage) {
                stages.add(stage);
            }
        }
        return stages;
    }
}
