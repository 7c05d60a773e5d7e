package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.target.Objective;

/** The graphs of a model that is not split. Objectives are without names. */
public interface ModelGraphs {

    /** Returns the name of the model's input. */
    String input();

    /** Returns the layout of the model's input. */
    FeatureLayout layout();

    /** Returns whether the graphs take more than one image. The scores of one may still depend on the others. */
    boolean mayTakeBatches();

    /** Returns the tensors with the scores. */
    ScoreTensors scores(Objective objective);

    /** Returns the graph from the input and the objective's parameters to the logits and the score. */
    Graph forward(Objective objective);

    /**
     * Returns the split at the input.
     *
     * @throws io.github.gradcam4j.gradient.NoGradientException if the mode does not apply, or an operator has no rule
     */
    Split gradient(Objective objective, BackwardMode mode);
}
