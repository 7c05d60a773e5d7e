package io.github.gradcam4j.method;

import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.model.FeatureLayout;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A method as a part of an ONNX graph: it writes the map as nodes that read the activations of a layer and the gradient
 * of the score with respect to them. Every runtime that runs the model can then compute the map too.
 * {@link AttributionMethod#graphForm} returns it. {@link io.github.gradcam4j.image.GraphHeatMap} makes the raw map
 * ready to look at, in the same graph.
 *
 * <p>The built-in forms consist of Reshape, Slice, Gather, Add, Mul, Div, Reciprocal, Max, Relu, ReduceSum and
 * Transpose in their versions of opset 13. They compute in float32, where {@link AttributionMethod#attribute} computes
 * in float64: a sum of n terms is off by at most {@code n * 6e-8} times the sum of their magnitudes, and by much less
 * as a rule. At layers behind a ReLU the maps differ by less than 1e-5 of their largest value, typically by less than
 * 1e-6. Where activations are negative, the terms of a map or a denominator may nearly cancel: what is left is then
 * uncertain, in both, by the rounding of the activations and the gradient themselves. Gradients of 0 give a map of 0.
 *
 * <p>Implementations are immutable and thread safe.
 */
@FunctionalInterface
public interface GraphForm {

    /**
     * Writes the method's map to a graph.
     *
     * @param graph a graph of opset 13 or later, with both tensors; receives nodes and constants
     * @param activations the name of the layer's tensor, float32
     * @param gradient the name of the gradient of each image's score, a tensor of the same shape
     * @param layout the layout of both; the number of images is free
     * @return the name of the raw map of each image, float32 [N, h, w]
     */
    String write(GraphBuilder graph, String activations, String gradient, FeatureLayout layout);

    /**
     * Returns the graph form of a method.
     *
     * @throws IllegalArgumentException if it has none; the message lists the methods that have one
     */
    static GraphForm of(AttributionMethod method) {
        return method.graphForm().orElseThrow(() -> {
            String ids = Methods.all().stream()
                    .filter(m -> m.graphForm().isPresent())
                    .map(AttributionMethod::id)
                    .collect(Collectors.joining(", "));
            return new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the method %s cannot be written as a graph of activations and gradient; choose one of %s",
                    method.id(),
                    ids));
        });
    }
}
