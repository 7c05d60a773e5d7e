package io.github.gradcam4j.metric;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.gradcam4j.cam.Cam;
import io.github.gradcam4j.cam.Explainer;
import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.cam.Progress;
import io.github.gradcam4j.cam.Question;
import io.github.gradcam4j.cam.Target;
import io.github.gradcam4j.graph.ModelFile;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The randomisation check (Adebayo et al., NeurIPS 2018): does a method's map change when the model forgets what it has learnt?
 * Layers forget one after another from the logits down, and each time the maps are compared with the trained model's for
 * the same class. A map that stays is a picture of the picture, not of the decision.
 *
 * @param stages how many of the model's layers have forgotten at each stage; all of them at the last
 * @param correlations for each method, after each stage, the mean over pictures and shuffles of Spearman's rank correlation of the
 *     normalised maps
 */
public record Randomisation(List<Integer> stages, Map<String, List<Double>> correlations) {

    /** A method whose maps correlate more than this with those of a model without any learnt weight fails. */
    public static final double LIMIT = 0.5;

    /** Whether a method's maps depend on what the model has learnt. */
    public boolean passes(String method) {
        var values = correlations.get(method);
        return values.get(values.size() - 1) <= LIMIT;
    }

    private record Asked(Picture picture, Question question, HeatMap trained) {}

    /**
     * Runs the check. Each stage and shuffle writes a copy of the model to the temporary folder, and deletes it.
     *
     * @param layer where to look, as the explainer's users name it
     * @param count how many stages: the logits' layer alone, then equal steps to all layers
     * @param seeds one for each shuffle; a single one can make a method pass or fail by chance
     */
    public static Randomisation of(
            Explainer explainer,
            String layer,
            List<Picture> pictures,
            List<Cam> methods,
            int count,
            List<Long> seeds,
            Progress progress)
            throws IOException {
        var asked = new LinkedHashMap<String, List<Asked>>();
        for (Cam method : methods) {
            var ofMethod = new ArrayList<Asked>();
            for (Picture picture : pictures) {
                var trained = explainer.explain(
                        picture, Question.of(Target.top(1)).at(layer).by(method));
                var question = Question.of(Target.of(trained.target().index()))
                        .at(layer)
                        .by(method);
                ofMethod.add(new Asked(picture, question, trained.heatMap().normalise()));
            }
            asked.put(method.id(), ofMethod);
        }
        var model = ModelFile.read(explainer.model().onnx());
        var layers = RandomWeights.layers(model);
        var stages = stages(layers.size(), count);
        var correlations = new LinkedHashMap<String, List<Double>>();
        asked.keySet().forEach(m -> correlations.put(m, new ArrayList<>()));
        int runs = stages.size() * seeds.size();
        for (int run = 0; run < runs; run++) {
            progress.done(run, runs);
            int stage = run / seeds.size();
            var forgetful =
                    RandomWeights.shuffle(model, layers.subList(0, stages.get(stage)), seeds.get(run % seeds.size()));
            var found = correlations(explainer, forgetful, asked);
            found.forEach((method, value) -> add(correlations.get(method), stage, value / seeds.size()));
        }
        progress.done(runs, runs);
        return new Randomisation(stages, correlations);
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
            Explainer explainer, ModelProto forgetful, Map<String, List<Asked>> asked) throws IOException {
        var file = Files.createTempFile("gradcam-forgetful", ".onnx");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                forgetful.writeTo(out);
            }
            try (var changed = Explainer.builder(at(explainer.model(), file))
                    .provider(explainer.provider())
                    .build()) {
                return asked.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, a -> correlation(changed, a.getValue())));
            }
        } finally {
            Files.delete(file);
        }
    }

    private static double correlation(Explainer changed, List<Asked> questions) {
        double sum = 0;
        for (Asked asked : questions) {
            var map = changed.explain(asked.picture, asked.question).heatMap().normalise();
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

    private static Model at(Model model, Path onnx) {
        return new Model(
                model.id(),
                onnx,
                model.preprocessing(),
                model.labels(),
                model.activation(),
                model.output(),
                model.layer(),
                model.layers());
    }
}
