package io.github.gradcam4j.target;

import io.github.gradcam4j.graph.GraphBuilder;

/**
 * The graph to which an {@link Objective} is written: the model's outputs as tensors, and a builder for more nodes. All
 * methods return names of float32 tensors whose first dimension is the batch, N.
 */
public interface ObjectiveGraph extends Outputs {

    /** Returns the builder of the graph; its operator set is 18 or later. */
    GraphBuilder builder();

    /** Returns the scores of all classes before the activation, [N, C]. */
    String logits();

    /** Returns the scores of all classes after the activation, [N, C]; the logits if the model has none. */
    String probabilities();

    /**
     * Returns the values of a named output, [N, size].
     *
     * @throws IllegalArgumentException as {@link #size}
     */
    String output(String name);

    /**
     * Returns a parameter of the objective, [N, ...].
     *
     * @throws IllegalArgumentException if {@link Objective#parameters} has none of this name
     */
    String parameter(String name);
}
