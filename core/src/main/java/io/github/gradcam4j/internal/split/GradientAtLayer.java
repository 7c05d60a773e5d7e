package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Objective;
import java.util.List;
import java.util.Map;

/**
 * A model's graph in one piece with an objective and its gradient at a layer.
 *
 * @param builder has the nodes; further ones can be added
 * @param gradient the name of the gradient, of the layer's shape
 */
public record GradientAtLayer(GraphBuilder builder, String gradient) {

    /** The start of the names of the objective's parameters, which are inputs of the graph. */
    public static final String PARAMETERS = ScoreTensors.PARAMETERS;

    /**
     * Writes the gradient of an objective.
     *
     * @param objective without names
     * @param layer the name of the layer's tensor
     * @throws io.github.gradcam4j.gradient.NoGradientException if the gradient at the layer cannot be computed
     * @throws IllegalArgumentException if the objective does not fit the model
     */
    public static GradientAtLayer of(LoadedModel loaded, Objective objective, String layer, BackwardMode mode) {
        var scored = ScoredGraph.of(loaded, objective);
        var builder = GraphBuilder.from(scored.graph().graph());
        String gradient = scored.graph()
                .appendGradients(builder, scored.scores().score(), List.of(layer), mode)
                .get(layer);
        return new GradientAtLayer(builder, gradient);
    }

    /** Returns the values of an objective's parameters for one image, by name. */
    public static Map<String, Tensor> parameters(LoadedModel loaded, Objective objective) {
        return objective.parameters(new ModelOutputs(loaded.graph(), loaded.scores()));
    }

    /** Writes the scores of all classes behind a model, [N, C], and returns their name. */
    public static String logits(LoadedModel loaded, GraphBuilder builder) {
        return loaded.scores().write(builder);
    }
}
