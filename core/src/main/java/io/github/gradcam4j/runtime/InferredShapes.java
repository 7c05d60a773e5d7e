package io.github.gradcam4j.runtime;

import ai.onnxruntime.TensorInfo;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The types and shapes that ONNX Runtime infers without a run. Immutable.
 *
 * @param tensors by name; a size that only a run determines is -1
 */
record InferredShapes(Map<String, TensorInfo> tensors) {

    /** The largest size in bytes of a tensor. */
    private static final double LARGEST_TENSOR = 0x1p32;

    /**
     * Returns the shapes of a graph's tensors.
     *
     * @param session whose outputs are all tensors of the graph
     * @throws InvalidModelException if a tensor needs more memory than that of any model, before a run asks for it
     */
    static InferredShapes of(Session session, Graph graph) {
        var inferred = new InferredShapes(session.inferred());
        graph.nodes().forEach(inferred::requireMemory);
        return inferred;
    }

    private void requireMemory(Node node) {
        for (String output : node.outputs()) {
            var info = tensors.get(output);
            if (info != null) {
                double bytes = Arrays.stream(info.getShape())
                        .asDoubleStream()
                        .reduce(OrtTypes.of(info).bytes(), (product, size) -> product * Math.max(1, size));
                if (bytes > LARGEST_TENSOR) {
                    throw new InvalidModelException(String.format(
                            Locale.ROOT,
                            "%s (node %s) computes a tensor of shape %s, which has more than 4 GiB",
                            node.op(),
                            node.label(),
                            Arrays.toString(info.getShape())));
                }
            }
        }
    }

    /**
     * Returns whether no run is needed: all shapes are known, and no tensor has integers, whose values only a run
     * determines.
     *
     * @param constants tensors that the graph contains
     */
    boolean areComplete(Graph graph, Set<String> constants) {
        return graph.nodes().stream()
                .noneMatch(node -> isInferredWrongly(node)
                        || !node.outputs().stream()
                                .allMatch(t -> t.isEmpty() || constants.contains(t) || isComplete(tensors.get(t))));
    }

    /**
     * In ceiling mode, inference counts a last window that contains only padding; the kernels do not. For a resize with
     * one scale, inference rounds and counts axes differently.
     */
    private static boolean isInferredWrongly(Node node) {
        return node.attributes().integer("ceil_mode", 0) != 0
                || node.attributes().has("keep_aspect_ratio_policy");
    }

    /** A shape without dimensions may be one that was not inferred. */
    private static boolean isComplete(TensorInfo info) {
        return info != null
                && !Shapes.INTEGRAL.contains(OrtTypes.of(info))
                && info.getShape().length > 0
                && Arrays.stream(info.getShape()).allMatch(d -> d >= 0);
    }
}
