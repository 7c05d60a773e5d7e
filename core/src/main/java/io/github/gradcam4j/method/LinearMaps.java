package io.github.gradcam4j.method;

import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.model.FeatureLayout;
import java.util.Objects;

/**
 * Maps that are sums of a layer's channels with given weights, in a graph: a 1 x 1 convolution. Behind a pooling and
 * one linear layer, these are the maps of Grad-CAM with the classifier's weights, without a gradient (Selvaraju et al.,
 * 2017, section 3.1).
 *
 * @param graph receives the nodes
 * @param activations the name of the layer's tensor, float32
 * @param layout its layout; the number of images is free
 */
public record LinearMaps(GraphBuilder graph, String activations, FeatureLayout layout) {

    /**
     * Returns the map of each image, [N, h, w].
     *
     * @param weights the name of the weights of each image's channels, [N, K], or [1, K] for all images
     */
    public String ofWeights(String weights) {
        Objects.requireNonNull(weights, "weights");
        return new GraphChannels(graph, layout).weighted(activations, weights);
    }

    /**
     * Returns the maps of all classes of each image, [N C, h, w].
     *
     * @param weights the name of the weights of each class, [C, K]
     */
    public String ofClasses(String weights) {
        Objects.requireNonNull(weights, "weights");
        return new GraphChannels(graph, layout).products(activations, weights);
    }
}
