package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.DataDependence;
import io.github.gradcam4j.graph.ElementType;
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
 * @param head the graph from the frontier and the objective's parameters to the logits, the score and its gradient at
 *     the layer
 * @param frontier the names of the tensors that cross the split, the layer's first
 * @param scores the tensors with the scores
 * @param gradient the name of the gradient, of the layer's shape
 * @param isLinear whether the gradient is the same for all images and the same parameters: the score is then an affine
 *     function of the layer's activations, as behind a pooling and one linear layer
 * @param mayTakeBatches whether the first dimension of all tensors of the frontier is the batch. The scores of one
 *     image may still depend on the others
 */
public record Split(
        Graph trunk,
        Graph head,
        List<String> frontier,
        ScoreTensors scores,
        String gradient,
        boolean isLinear,
        boolean mayTakeBatches) {

    public Split {
        frontier = List.copyOf(frontier);
    }

    /**
     * Splits a graph.
     *
     * @param layer the name of the tensor at which to split
     * @param mode the rules of differentiation
     * @throws NoGradientException if the mode does not apply, an operator after the layer has no gradient rule, or the
     *     score does not depend on the layer
     */
    static Split at(ScoredGraph scored, String layer, BackwardMode mode) {
        var model = scored.model().graph();
        var forward = scored.graph();
        var builder = GraphBuilder.from(forward.graph());
        var scores = scored.scores();
        String gradient = forward.appendGradients(builder, scores.score(), List.of(layer), mode)
                .get(layer);
        var combined = builder.build();
        var outputs = List.of(scores.logits().tensor(), scores.score(), gradient);
        var frontier = frontier(model, combined, layer, outputs);
        var headInputs = new ArrayList<TensorInfo>();
        frontier.forEach(t -> headInputs.add(declare(forward, t)));
        combined.inputs().stream()
                .filter(i -> !model.inputNames().contains(i.name()))
                .forEach(headInputs::add);
        return new Split(
                model.part(model.inputs(), frontier),
                combined.part(headInputs, outputs),
                frontier,
                scores,
                gradient,
                scored.isLinear() && !dependsOnImage(scored, combined, frontier, gradient),
                scored.model().batch() > 1 && frontier.stream().allMatch(t -> hasBatch(scored.model(), t)));
    }

    private static boolean hasBatch(DifferentiableGraph model, String tensor) {
        var shape = model.shapes().of(tensor);
        return model.shapes().type(tensor) == ElementType.FLOAT && shape.length > 1 && shape[0] == model.batch();
    }

    /** Returns whether the gradient differs between images with the same values of the objective's tensors. */
    private static boolean dependsOnImage(ScoredGraph scored, Graph combined, List<String> frontier, String gradient) {
        var model = scored.model().graph().tensors();
        var values = frontier.stream()
                .filter(t -> scored.model().shapes().integers(t).isEmpty())
                .toList();
        var given = Stream.concat(
                        frontier.stream(),
                        scored.graph().graph().tensors().stream().filter(t -> !model.contains(t)))
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
