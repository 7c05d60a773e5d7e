package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Objective;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model's graph with an objective: it computes the logits and the score of each image. Immutable.
 *
 * @param scores the tensors with the scores
 * @param model the graph without the objective
 * @param graph the graph with the objective, whose parameters are further inputs
 * @param isLinear whether the score is a linear function of the model's outputs
 */
record ScoredGraph(ScoreTensors scores, DifferentiableGraph model, DifferentiableGraph graph, boolean isLinear) {

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
        parameters.forEach(
                (name, tensor) -> builder.input(ScoreTensors.PARAMETERS + name, tensor.type(), dimensions(tensor)));
        String score = objective.write(
                new ObjectiveNodes(builder, outputs, loaded, ScoreTensors.PARAMETERS, parameters.keySet()));
        var example = ScoreTensors.stacked(
                Stream.generate(() -> parameters).limit(model.batch()).toList());
        var graph = model.extendedBy(builder, example);
        requireOnePerImage(objective, score, graph);
        var scores = new ScoreTensors(objective.key(), loaded.scores(), score, outputs);
        return new ScoredGraph(scores, model, graph, objective.isLinear());
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
}
