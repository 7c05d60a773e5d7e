package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.DataDependence;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TensorInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The graphs of a model split at a layer. The frontier is the set of tensors that cross the split: the layer's
 * activations and, if the split cuts a branch, other tensors that the head needs. Immutable.
 *
 * @param trunk the graph from the model's inputs to the frontier
 * @param head the graph from the frontier and the cotangent's inputs to the output and its gradient at the layer
 * @param frontier the names of the tensors that cross the split, the layer's first
 * @param output the name of the differentiated tensor
 * @param gradient the name of the gradient, of the layer's shape
 * @param isLinear whether the gradient is the same for all images and the same cotangent: the output is then an affine
 *     function of the layer's activations, as behind a pooling and one linear layer
 */
record Split(Graph trunk, Graph head, List<String> frontier, String output, String gradient, boolean isLinear) {

    /**
     * Splits a graph, with exact derivatives.
     *
     * @param layer the name of the tensor at which to split
     * @param output the name of the tensor to differentiate
     * @throws NoGradientException if an operator after the layer has no gradient rule, or the output does not depend on
     *     the layer
     */
    static Split at(DifferentiableGraph forward, String layer, String output, OutputCotangent cotangent) {
        return at(forward, layer, output, cotangent, BackwardMode.EXACT);
    }

    /**
     * Splits a graph.
     *
     * @param mode the rules of differentiation
     * @throws NoGradientException if the mode does not apply, an operator after the layer has no gradient rule, or the
     *     output does not depend on the layer
     */
    static Split at(
            DifferentiableGraph forward, String layer, String output, OutputCotangent cotangent, BackwardMode mode) {
        var graph = forward.graph();
        var builder = GraphBuilder.from(graph);
        String gradOutput = cotangent.write(builder, output, forward.shapes().of(output));
        String gradient = forward.appendGradients(builder, output, gradOutput, List.of(layer), mode)
                .get(layer);
        var combined = builder.build();
        var frontier = frontier(graph, combined, layer, List.of(output, gradient));
        var headInputs = new ArrayList<TensorInfo>();
        frontier.forEach(t -> headInputs.add(declare(forward, t)));
        combined.inputs().stream()
                .filter(i -> !graph.inputNames().contains(i.name()))
                .forEach(headInputs::add);
        return new Split(
                graph.part(graph.inputs(), frontier),
                combined.part(headInputs, List.of(output, gradient)),
                frontier,
                output,
                gradient,
                !dependsOnImage(forward, combined, frontier, gradOutput, gradient));
    }

    private static boolean dependsOnImage(
            DifferentiableGraph forward, Graph combined, List<String> frontier, String gradOutput, String gradient) {
        var values = frontier.stream()
                .filter(t -> forward.shapes().integers(t).isEmpty())
                .toList();
        var given = Stream.concat(frontier.stream(), Stream.of(gradOutput))
                .map(TensorInfo::of)
                .toList();
        return DataDependence.of(combined.part(given, List.of(gradient)), values)
                .values()
                .contains(gradient);
    }

    /** Returns the tensors of the trunk that the head reads. */
    private static List<String> frontier(Graph graph, Graph combined, String layer, List<String> headOutputs) {
        var beforeLayer = new HashSet<>(graph.descendants(graph.inputNames()));
        beforeLayer.removeAll(graph.descendants(Set.of(layer)));
        beforeLayer.add(layer);
        var frontier = new LinkedHashSet<String>();
        frontier.add(layer);
        var needed = new HashSet<>(headOutputs);
        for (int i = combined.nodes().size() - 1; i >= 0; i--) {
            Node node = combined.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                for (String read : node.reads()) {
                    (beforeLayer.contains(read) ? frontier : needed).add(read);
                }
            }
        }
        return List.copyOf(frontier);
    }

    /**
     * Returns the declaration of a tensor of the frontier. Maps have fixed channels and sizes, for which ONNX Runtime
     * has its fastest kernels. All other dimensions are free, since any of them may be the batch, as in tokens of the
     * shape [T, N, C].
     */
    private static TensorInfo declare(DifferentiableGraph forward, String tensor) {
        var shape = forward.shapes().of(tensor);
        long batch = forward.batch();
        var dims = new Object[shape.length];
        boolean fixed = shape.length == 4 && !forward.shapes().varies(tensor);
        for (int d = 0; d < dims.length; d++) {
            dims[d] = fixed && d > 0 && shape[d] != batch ? (Object) shape[d] : tensor + "/" + d;
        }
        return TensorInfo.of(tensor, forward.shapes().type(tensor), dims);
    }
}
