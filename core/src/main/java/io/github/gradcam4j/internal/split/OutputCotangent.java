package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.GraphBuilder;

/** Writes where a backward graph begins: the weights of the output's elements. */
@FunctionalInterface
interface OutputCotangent {

    /**
     * @param graph the graph to write to; it may be given inputs
     * @param output the tensor to be differentiated
     * @param shape its shape, at the shapes that the graph is written for
     * @return a tensor of the output's shape
     */
    String write(GraphBuilder graph, String output, long[] shape);
}
