package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.internal.model.ProbabilityOutput;
import io.github.gradcam4j.internal.split.ClassScores;
import io.github.gradcam4j.internal.split.RoundedProbabilities;
import io.github.gradcam4j.internal.split.ScoreTensors;
import io.github.gradcam4j.internal.split.SizedOutputs;
import io.github.gradcam4j.target.Outputs;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The tensors with the scores as the properties of a plan. */
final class PlanScores {

    private static final String OUTPUT = "output";
    private static final String PROBABILITIES = "probabilities";

    private PlanScores() {}

    /** The sizes of outputs that a plan states. */
    private record Stated(int classes, Map<String, Integer> sizes) implements SizedOutputs {
        @Override
        public int size(String output) {
            if (!sizes.containsKey(output)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the plan's model has no output '%s' with one row for each image; its outputs are %s",
                        output,
                        sizes.keySet()));
            }
            return sizes.get(output);
        }
    }

    static void write(ScoreTensors scores, PlanProperties properties) {
        properties
                .put("objective.key", scores.key())
                .put("objective.tensor", scores.score())
                .put("logits", scores.logits().tensor())
                .put("logits.values", scores.logits().values())
                .put("logits.form", scores.logits().form());
        int i = 0;
        for (var output : sizes(scores.outputs()).entrySet()) {
            properties.put(OUTPUT + "." + i, output.getKey()).put(OUTPUT + "." + i + ".size", output.getValue());
            i++;
        }
    }

    private static Map<String, Integer> sizes(Outputs outputs) {
        return outputs instanceof SizedOutputs sized ? sized.sizes() : Map.of();
    }

    static ScoreTensors read(PlanProperties properties) {
        var logits = new ClassScores(
                properties.text("logits"),
                properties.integer("logits.values"),
                properties.get("logits.form", ClassScores.Form::valueOf));
        var sizes = new LinkedHashMap<String, Integer>();
        var names = properties.all(OUTPUT);
        for (int i = 0; i < names.size(); i++) {
            sizes.put(names.get(i), properties.integer(OUTPUT + "." + i + ".size"));
        }
        return new ScoreTensors(
                properties.text("objective.key"),
                logits,
                properties.text("objective.tensor"),
                new Stated(logits.classes(), sizes));
    }

    static void write(RoundedProbabilities rounded, PlanProperties properties) {
        properties
                .put(PROBABILITIES, rounded.probabilities().tensor())
                .put(PROBABILITIES + ".form", rounded.probabilities().form())
                .put(PROBABILITIES + ".shape", rounded.shape())
                .put(PROBABILITIES + ".output", rounded.output().tensor())
                .put(PROBABILITIES + ".percentage", rounded.output().isPercentage())
                .put(PROBABILITIES + ".logarithm", rounded.output().isLogarithm());
    }

    /** @param part the graph from the logits to the probabilities */
    static RoundedProbabilities read(Graph part, ClassScores logits, PlanProperties properties) {
        return new RoundedProbabilities(
                part,
                logits,
                properties.numbers(PROBABILITIES + ".shape"),
                new ProbabilityOutput(
                        properties.text(PROBABILITIES + ".output"),
                        Boolean.parseBoolean(properties.text(PROBABILITIES + ".percentage")),
                        Boolean.parseBoolean(properties.text(PROBABILITIES + ".logarithm"))),
                new ClassScores(
                        properties.text(PROBABILITIES),
                        logits.values(),
                        properties.get(PROBABILITIES + ".form", ClassScores.Form::valueOf)));
    }
}
