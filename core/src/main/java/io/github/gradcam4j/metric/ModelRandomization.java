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
 * The randomization check (Adebayo et al., NeurIPS 2018): does a method's map change when the model forgets what it has learned?
 * Layers forget one after another from the logits down, and each time the maps are compared with the trained model's for
 * the same class. A map that stays is a picture of the picture, not of the decision.
 *
 * @param stages how many of the model's layers have forgotten at each stage; all of them at the last
 * @param correlations for each method, after each stage, the mean over pictures and shuffles of Spearman's rank correlation of the
 *     normalized maps
 */
public record ModelRandomization(List<Integer> stages, Map<String, List<Double>> correlations) {

    /** A method whose maps correlate more than this with those of a model without any learned weight fails. */
    public static final double LIMIT = 0.5;

    /** Whether a method's maps depend on what the model has learned. */
    public boolean passes(String method) {
        var values = correlations.get(method);
        return values.get(values.size() - 1) <= LIMIT;
    }

    private record Asked(Image picture, ExplainRequest question, HeatMap trained) {}

    /**
     * Runs the check. Each stage and shuffle opens a copy of the model in memory.
     *
     * @param layer where to look, as the explainer's users name it
     * @param count how many stages: the logits' layer alone, then equal steps to all layers
     * @param seeds one for each shuffle; a single one can make a method pass or fail by chance
     */
    public static ModelRandomization of(
            Explainer explainer,
            String layer,
            List<Image> pictures,
            List<AttributionMethod> methods,
            int count,
            List<Long> seeds,
            Progress progress)
            throws IOException {
        var asked = new LinkedHashMap<String, List<Asked>>();
        for (AttributionMethod method : methods) {
            var ofMethod = new ArrayList<Asked>();
            for (Image picture : pictures) {
                var trained = explainer.explain(
                        picture,
                        ExplainRequest.of(Target.top(1)).withLayer(layer).withMethod(method));
                var question = ExplainRequest.of(Target.of(trained.target().index()))
                        .withLayer(layer)
                        .withMethod(method);
                ofMethod.add(new Asked(picture, question, trained.heatMap().normalize()));
            }
            asked.put(method.id(), ofMethod);
        }
        var model = explainer.model().source().graph();
        var layers = WeightShuffler.layers(model);
        var stages = stages(layers.size(), count);
        var correlations = new LinkedHashMap<String, List<Double>>();
        asked.keySet().forEach(m -> correlations.put(m, new ArrayList<>()));
        int runs = stages.size() * seeds.size();
        for (int run = 0; run < runs; run++) {
            progress.update(run, runs);
            int stage = run / seeds.size();
            var forgetful =
                    WeightShuffler.shuffle(model, layers.subList(0, stages.get(stage)), seeds.get(run % seeds.size()));
            var found = correlations(explainer, forgetful, asked);
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

    /** By method, the mean over pictures. */
    private static Map<String, Double> correlations(
            Explainer explainer, Graph forgetful, Map<String, List<Asked>> asked) throws IOException {
        try (var changed = Explainer.builder(explainer.model().withSource(ModelSource.of(forgetful)))
                .sessionOptions(explainer.sessionOptions())
                .build()) {
            return asked.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, a -> correlation(changed, a.getValue())));
        }
    }

    private static double correlation(Explainer changed, List<Asked> questions) {
        double sum = 0;
        for (Asked asked : questions) {
            var map = changed.explain(asked.picture, asked.question).heatMap().normalize();
            sum += Similarity.spearman(asked.trained, map);
        }
        return sum / questions.size();
    }

    /** 1, then equal steps to all. */
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
