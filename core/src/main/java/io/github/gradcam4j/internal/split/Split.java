package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TensorInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A model split at a layer. The trunk computes what the head needs of the image, the head the output and its gradient at the
 * layer: another target runs the head alone. If the split goes through the middle of a branch, the head needs more tensors
 * than the layer's activations; the frontier is all of them. Immutable.
 *
 * @param trunk from the model's inputs to the frontier
 * @param head from the frontier and the seed to the output and the gradient
 * @param frontier the tensors between them, the layer's first
 * @param gradient the name of the gradient, of the layer's shape, among the head's outputs
 */
record Split(Graph trunk, Graph head, List<String> frontier, String output, String gradient) {

    /**
     * @param layer the tensor to cut at
     * @param output the tensor to differentiate
     * @throws NoGradientException if an operator after the layer has no gradient, or the output does not depend on it
     */
    static Split at(DifferentiableGraph forward, String layer, String output, OutputCotangent seeding) {
        return at(forward, layer, output, seeding, BackwardMode.EXACT);
    }

    /**
     * @param mode the rules by which the gradient is formed
     * @throws NoGradientException if they do not apply, an operator after the layer has no gradient, or the output does not
     *     depend on it
     */
    static Split at(
            DifferentiableGraph forward, String layer, String output, OutputCotangent seeding, BackwardMode mode) {
        var graph = forward.graph();
        var builder = GraphBuilder.from(graph);
        String seed = seeding.write(builder, output, forward.shapes().of(output));
        String gradient = forward.appendGradients(builder, output, seed, List.of(layer), mode)
                .get(layer);
        var whole = builder.build();
        var frontier = frontier(graph, whole, layer, List.of(output, gradient));
        var given = new ArrayList<TensorInfo>();
        frontier.forEach(t -> given.add(declare(forward, t)));
        whole.inputs().stream()
                .filter(i -> !graph.inputNames().contains(i.name()))
                .forEach(given::add);
        return new Split(
                graph.part(graph.inputs(), frontier),
                whole.part(given, List.of(output, gradient)),
                frontier,
                output,
                gradient);
    }

    /** What the nodes behind the layer, and the backward graph, read of what is computed before the layer. */
    private static List<String> frontier(Graph graph, Graph whole, String layer, List<String> wanted) {
        var data = graph.descendants(graph.inputNames());
        var behind = graph.descendants(Set.of(layer));
        var early = new HashSet<>(data);
        early.removeAll(behind);
        early.add(layer);
        var frontier = new LinkedHashSet<String>();
        frontier.add(layer);
        var needed = new HashSet<>(wanted);
        for (int i = whole.nodes().size() - 1; i >= 0; i--) {
            Node node = whole.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                for (String read : node.reads()) {
                    (early.contains(read) ? frontier : needed).add(read);
                }
            }
        }
        return List.copyOf(frontier);
    }

    /**
     * Maps keep their channels and sizes, which lets the engine choose its fastest kernels; all else stays free, and so does
     * a size that may be the batch: tokens stand in [T, N, C] too.
     */
    private static TensorInfo declare(DifferentiableGraph forward, String tensor) {
        var shape = forward.shapes().of(tensor);
        long batch = forward.batch();
        var dims = new Object[shape.length];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = shape.length == 4 && d > 0 && shape[d] != batch ? (Object) shape[d] : tensor + "/" + d;
        }
        return TensorInfo.of(tensor, forward.shapes().type(tensor), dims);
    }
}
