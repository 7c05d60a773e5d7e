package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.GraphBuilder;

/** The cotangent of an output: the weights of its elements, with which a backward graph starts. */
@FunctionalInterface
interface OutputCotangent {

    /**
     * Writes the cotangent to a graph.
     *
     * @param graph receives nodes, and inputs if needed
     * @param output the name of the differentiated tensor
     * @param shape the shape of the output for the example's batch
     * @return the name of a tensor of the output's shape
     */
    String write(GraphBuilder graph, String output, long[] shape);
}
