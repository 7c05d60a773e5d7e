package io.github.gradcam4j.metric;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The model randomization test (Adebayo et al., NeurIPS 2018): do a method's maps change when the model's weights are
 * randomized? Weights are shuffled layer by layer from the logits down, and the maps are compared with those of the
 * trained model for the same class. A map that survives randomization reflects the input, not the model.
 *
 * @param stages number of randomized layers at each stage; all layers at the last
 * @param correlations by method, for each stage: the mean over images and shuffles of Spearman's rank correlation of
 *     the normalized maps
 */
public record ModelRandomization(List<Integer> stages, Map<String, List<Double>> correlations) {

    /** The largest correlation with maps of a fully randomized model with which a method passes. */
    public static final double LIMIT = 0.5;

    /** Returns whether a method's maps depend on the model's weights. */
    public boolean passes(String method) {
        var values = correlations.get(method);
        return values.get(values.size() - 1) <= LIMIT;
    }

    private record Trained(Image image, ExplainRequest request, HeatMap map) {}

    /**
     * Runs the test. Each stage and shuffle opens a copy of the model in memory.
     *
     * @param layer name of the layer to explain
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
        var trained = new LinkedHashMap<String, List<Trained>>();
        for (AttributionMethod method : methods) {
            var ofMethod = new ArrayList<Trained>();
            for (Image image : images) {
                var explanation = explainer.explain(
                        image, ExplainRequest.of(Target.top(1)).withLayer(layer).withMethod(method));
                var request = ExplainRequest.of(Target.of(explanation.target().index()))
                        .withLayer(layer)
                        .withMethod(method);
                ofMethod.add(new Trained(image, request, explanation.heatMap().normalize()));
            }
            trained.put(method.id(), ofMethod);
        }
        var model = explainer.model().source().graph();
        var layers = WeightShuffler.layers(model);
        var stages = stages(layers.size(), count);
        var correlations = new LinkedHashMap<String, List<Double>>();
        trained.keySet().forEach(m -> correlations.put(m, new ArrayList<>()));
        int runs = stages.size() * seeds.size();
        for (int run = 0; run < runs; run++) {
            progress.update(run, runs);
            int stage = run / seeds.size();
            var randomized =
                    WeightShuffler.shuffle(model, layers.subList(0, stages.get(stage)), seeds.get(run % seeds.size()));
            var found = correlations(explainer, randomized, trained);
            found.forEach((method, value) -> add(correlations.get(method), stage, value / seeds.size()));
        }
        progress.update(runs, runs);
        return new ModelRandomization(stages, correlations);
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
