package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.GraphBuilder;

/** Writes the seed of a backward graph: what the output's elements are weighted by. */
@FunctionalInterface
public interface OutputCotangent {

    /**
     * @param graph the graph to write to; it may be given inputs
     * @param output the tensor to be differentiated
     * @param shape its shape, at the shapes that the graph is written for
     * @return a tensor of the output's shape
     */
    String write(GraphBuilder graph, String output, long[] shape);
}
