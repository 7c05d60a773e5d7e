package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Objective;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model's graph with an objective: it computes the logits and the score of each image. Immutable.
 *
 * @param key the key of the objective
 * @param model the graph without the objective
 * @param graph the graph with the objective, whose parameters are further inputs
 * @param logits the scores of the classes
 * @param score the name of the objective's tensor, [N]
 * @param isLinear whether the score is a linear function of the model's outputs
 * @param outputs the sizes of the outputs
 */
record ScoredGraph(
        String key,
        DifferentiableGraph model,
        DifferentiableGraph graph,
        ClassScores logits,
        String score,
        boolean isLinear,
        ModelOutputs outputs) {

    /** The start of the names of all parameters. */
    private static final String PARAMETERS = "objective/";

    /**
     * Writes an objective behind a model.
     *
     * @param objective without names
     * @throws IllegalArgumentException if the objective does not fit the model
     */
    static ScoredGraph of(LoadedModel loaded, Objective objective) {
        var model = loaded.graph();
        var builder = GraphBuilder.from(model.graph());
        var outputs = new ModelOutputs(model, loaded.scores());
        var parameters = objective.parameters(outputs);
        parameters.forEach((name, tensor) -> builder.input(PARAMETERS + name, tensor.type(), dimensions(tensor)));
        String score = objective.write(new ObjectiveNodes(builder, outputs, loaded, PARAMETERS, parameters.keySet()));
        var example =
                stacked(Stream.generate(() -> parameters).limit(model.batch()).toList());
        var graph = model.extendedBy(builder, example);
        requireOnePerImage(objective, score, graph);
        return new ScoredGraph(objective.key(), model, graph, loaded.scores(), score, objective.isLinear(), outputs);
    }

    private static Object[] dimensions(Tensor parameter) {
        var shape = parameter.shape();
        return IntStream.range(0, shape.length)
                .mapToObj(d -> d == 0 ? "N" : (Object) shape[d])
                .toArray();
    }

    private static void requireOnePerImage(Objective objective, String score, DifferentiableGraph graph) {
        var shape = graph.shapes().of(score);
        if (!Arrays.equals(shape, new long[] {graph.batch()})) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the objective '%s' must write one value for each image, of shape [N]; for %d images, it writes %s",
                    objective.title(),
                    graph.batch(),
                    Arrays.toString(shape)));
        }
    }

    /**
     * Returns the inputs with the parameters of an objective for each image.
     *
     * @param objectives of the same key, without names
     */
    Map<String, Tensor> parameters(List<? extends Objective> objectives) {
        return stacked(objectives.stream().map(o -> o.parameters(outputs)).toList());
    }

    private static Map<String, Tensor> stacked(List<Map<String, Tensor>> images) {
        var inputs = new HashMap<String, Tensor>();
        images.get(0)
                .forEach((name, first) -> inputs.put(
                        PARAMETERS + name,
                        Tensor.concat(images.stream().map(p -> p.get(name)).toList())));
        return inputs;
    }
}
