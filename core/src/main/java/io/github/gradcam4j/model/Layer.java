package io.github.gradcam4j.model;

import io.github.gradcam4j.graph.Node;

/**
 * A layer that can be explained.
 *
 * @param name what users call it
 * @param tensor its output in the graph
 * @param kind the operator that makes it
 * @param shape for one picture: the tensor's dimensions but the first
 * @param layout how the tensor becomes a map
 * @param depth its position among the operators, 0 for the first
 */
public record Layer(String name, String tensor, String kind, long[] shape, FeatureLayout layout, int depth) {

    public static Layer of(String name, Node node, long[] shape, FeatureLayout layout, int depth) {
        return new Layer(name, node.output(), node.op(), shape, layout, depth);
    }
}
