package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.FeatureMaps;
import io.github.gradcam4j.runtime.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Grad-CAM's channel weights of all classes, [C, K], for a linear head: they are the same for all images, so the maps
 * of all classes are one matrix product.
 *
 * @param product a graph that multiplies the weights by the activations
 */
record ClassWeights(Graph product) {

    private static final String ACTIVATIONS = "activations";
    private static final String MAPS = "maps";

    /**
     * Returns class weights.
     *
     * @param weights [C, K]
     */
    static ClassWeights of(Tensor weights) {
        var g = GraphBuilder.opset(13);
        g.input(ACTIVATIONS, ElementType.FLOAT, weights.dim(1), "P");
        String w = g.initializer("weights", weights.toArray(), weights.shape());
        g.output(g.node(MAPS, "MatMul", List.of(w, ACTIVATIONS)));
        return new ClassWeights(g.build());
    }

    /** Computes the maps of all classes. */
    ClassMaps maps(FeatureMaps activations, SessionCache sessions) {
        var input = Tensor.of(activations.values(), activations.channels(), activations.area());
        var maps = sessions.of(product).run(Map.of(ACTIVATIONS, input)).get(MAPS);
        return new ClassMaps(activations.height(), activations.width(), maps.toArray());
    }
}
